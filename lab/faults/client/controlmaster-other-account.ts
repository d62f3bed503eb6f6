import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'controlmaster-other-account',
  title: 'the path of the shared connection leaves out the user, and the one that is open belongs to another account',
  releases: ['bookworm'],
  truth: { causes: ['controlmaster-stale'], hidden: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('Match User deploy\n  ForceCommand internal-sftp'),
  breakIt: async (host, { person }) => {
    await host.exec('useradd -m deploy && cp -r /home/alice/.ssh /home/deploy/ && chown -R deploy: /home/deploy/.ssh');
    person.write('.ssh/config', 'Host *\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%h-%p\n');
    await person.run(['ssh', '-f', '-N', '-o', 'BatchMode=yes', 'deploy@web1'], { timeoutMs: 10_000 });
  },
};
