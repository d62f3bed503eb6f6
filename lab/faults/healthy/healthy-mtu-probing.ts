import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-mtu-probing',
  title: 'large packets vanish on the way, and both ends begin with small ones: tcp_mtu_probing',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (_host, net) => {
    await net.client.exec('sysctl -qw net.ipv4.tcp_mtu_probing=2');
    await net.router.exec(`ip netns exec ${net.namespaces.server} sysctl -qw net.ipv4.tcp_mtu_probing=2`);
    await net.router.exec('iptables -A FORWARD -m length --length 1301:65535 -j DROP');
  },
};
