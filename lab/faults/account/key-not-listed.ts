import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-not-listed',
  title: 'authorized_keys holds the key of another computer',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`ssh-keygen -q -t ed25519 -N '' -C alice@desk -f /root/desk`);
    await host.exec(`cp /root/desk.pub /home/alice/.ssh/authorized_keys`);
  },
};
