import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'subsystem-for-all',
  title: 'the key allows the user one program that ends at once',
  releases: ['trixie'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i 's/^/restrict,command="exit 1" /' /home/alice/.ssh/authorized_keys`);
  },
};
