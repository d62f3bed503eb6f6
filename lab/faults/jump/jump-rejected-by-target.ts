import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-rejected-by-target',
  title: 'the target rejects the jump host, whose own log is full of the errors of another user',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  breakIt: async (host, net) => {
    for (let i = 0; i < 3; i++) {
      await net.person.run(['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=3', 'mallory@bastion']);
    }
    await net.bastion?.exec('systemctl restart ssh');
    await host.exec(
      'iptables -A INPUT -s 10.71.1.0/24 -p tcp --dport 22 -j ACCEPT; iptables -A INPUT -p tcp --dport 22 -j REJECT --reject-with tcp-reset',
    );
  },
};
