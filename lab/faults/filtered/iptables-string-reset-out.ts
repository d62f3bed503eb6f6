import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-string-reset-out',
  title: 'iptables on the server resets the connection at the line in which the server says its version',
  releases: ['bookworm'],
  truth: { causes: ['firewall-egress'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      'iptables -A OUTPUT -p tcp --sport 22 -m string --algo bm --string OpenSSH_ -j REJECT --reject-with tcp-reset',
    );
  },
};
