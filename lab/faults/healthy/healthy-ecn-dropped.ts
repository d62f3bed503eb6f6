import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-ecn-dropped',
  title: 'the client asks for ECN, an old router drops each SYN that does, and the kernel asks again without',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (_host, net) => {
    await net.client.exec('sysctl -qw net.ipv4.tcp_ecn=1');
    await net.router.exec('iptables -A FORWARD -p tcp --syn -m ecn --ecn-tcp-ece -j DROP');
  },
};
