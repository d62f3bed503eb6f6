import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'inspector-resets-kexinit',
  title: 'a device on the way reads the lists of algorithms, and resets both ends',
  releases: ['trixie'],
  truth: { causes: ['middlebox-closes'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec(
      'iptables -A FORWARD -p tcp --dport 22 -m string --algo bm --string diffie-hellman -j REJECT --reject-with tcp-reset',
    );
  },
};
