import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'inspector-drops-kexinit',
  title: "a device on the way swallows the server's list of algorithms",
  releases: ['bookworm'],
  truth: { causes: ['middlebox-closes'], hidden: ['firewall-network', 'mtu'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec(
      'iptables -A FORWARD -p tcp --sport 22 -m string --algo bm --string chacha20-poly1305 -j DROP',
    );
  },
};
