import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'resolver-stub-stopped',
  title: 'resolv.conf names the stub of systemd-resolved, which is not running',
  releases: ['bookworm'],
  truth: { causes: ['name-resolver-failed'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    net.names([]);
    await net.client.exec(
      'printf "nameserver 127.0.0.53\\noptions edns0 trust-ad timeout:1 attempts:1\\nsearch .\\n" > /etc/resolv.conf',
    );
  },
};
