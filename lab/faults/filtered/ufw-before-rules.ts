import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ufw-before-rules',
  title: 'ufw status says that ssh is allowed, and a line of before.rules drops the network of the client',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`sed -i 's/^# End required lines/# End required lines\\n-A ufw-before-input -s 10.71.0.0\\/16 -p tcp -m multiport --dports 21:25 -j DROP/' /etc/ufw/before.rules
      ufw allow 22/tcp && ufw --force enable; iptables -S | grep -q 10.71.0.0/16`);
  },
};
