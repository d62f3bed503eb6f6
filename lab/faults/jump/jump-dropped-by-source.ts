import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-dropped-by-source',
  title: 'the target lets in the network of the client, and not the jump host in front of it',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      'iptables -A INPUT -s 10.71.1.0/24 -p tcp --dport 22 -j ACCEPT; iptables -A INPUT -p tcp --dport 22 -j DROP',
    );
  },
};
