import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkeys-are-the-public-part',
  title: 'the host keys were restored from their public parts',
  releases: ['trixie'],
  truth: { causes: ['hostkeys-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('for k in /etc/ssh/ssh_host_*_key; do cat $k.pub > $k; done; systemctl restart ssh || true');
  },
};
