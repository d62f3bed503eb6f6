import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-string-drop',
  title: 'iptables drops the packet in which the client says its version',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('iptables -A INPUT -p tcp --dport 22 -m string --algo bm --string SSH-2.0 -j DROP');
  },
};
