import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-u32',
  title: 'iptables -m u32 looks for port 22 by the bytes of the header, and drops',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`iptables -A INPUT -p tcp -m u32 --u32 '0>>22&0x3C@0&0xFFFF=22' -j DROP`);
  },
};
