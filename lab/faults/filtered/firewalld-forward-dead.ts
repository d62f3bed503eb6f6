import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'firewalld-forward-dead',
  title: 'firewalld on the server forwards port 22 to a machine that is gone, and prohibits the rest',
  releases: ['bookworm'],
  truth: { causes: ['nat-rule-captures-22'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec('systemctl start firewalld');
    await host.exec('firewall-cmd --add-forward-port=port=22:proto=tcp:toport=22:toaddr=10.71.2.77');
    await net.router.exec(`ip netns exec ${net.namespaces.server} sysctl -qw net.ipv4.ip_forward=1`);
  },
};
