import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'guard-and-locked',
  title: 'sshguard blocks the client, and the account is locked for an sshd without PAM',
  releases: ['bookworm'],
  truth: { causes: ['ip-ban'], hidden: ['account-locked'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('UsePAM no');
  },
  breakIt: async (host, net) => {
    await host.exec(
      `usermod -p '!*' alice; systemctl start sshguard; timeout 20 sh -c 'until nft list set ip sshguard attackers; do sleep 0.1; done; until pgrep -f "journalctl -afb"; do sleep 0.1; done'`,
    );
    for (let i = 0; i < 4; i++)
      await net.person.run(['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=2', 'mallory@web1'], {
        timeoutMs: 5000,
      });
    await host.exec(
      `timeout 20 sh -c 'until nft list set ip sshguard attackers | grep -q 10.71.1.10; do sleep 0.1; done'`,
    );
  },
};
