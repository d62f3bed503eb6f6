import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'controlmaster-path-gone',
  title: 'the shared connection lost its path, and the ssh that holds it has not noticed',
  releases: ['trixie'],
  truth: { causes: ['controlmaster-stale'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    net.person.write('.ssh/config', 'Host *\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n');
    await net.person.run(['ssh', '-f', '-N', '-o', 'BatchMode=yes', 'alice@web1'], { timeoutMs: 10_000 });
    // A router that forgot the flow, as after a sleep: new connections pass.
    const flow = await net.client.exec("ss -Htn state established dport = :22 | awk '{ print $3 }'");
    const port = flow.trim().split(':').at(-1);
    await net.router.exec(
      `nft 'add table ip old; add chain ip old forward { type filter hook forward priority 0; }; add rule ip old forward tcp sport ${port} drop; add rule ip old forward tcp dport ${port} drop'`,
    );
  },
};
