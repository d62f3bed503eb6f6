import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshguard-after-failures',
  title: 'sshguard blocks after failed logins',
  releases: ['bookworm'],
  truth: { causes: ['ip-ban'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec('systemctl start sshguard; until nft list set ip sshguard attackers; do sleep 0.1; done');
    await host.exec('until pgrep -f "journalctl -afb"; do sleep 0.1; done');
    // The ban may come while ssh is connected, and ssh then waits.
    for (let i = 0; i < 4; i++)
      await net.person.run(['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=2', 'mallory@web1'], {
        timeoutMs: 5000,
      });
    await host.exec(
      'for i in $(seq 100); do nft list set ip sshguard attackers | grep -q 10.71.1.10 && exit 0; sleep 0.1; done; exit 1',
    );
  },
};
