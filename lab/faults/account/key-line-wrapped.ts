import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-line-wrapped',
  title: 'the line of the key was wrapped when it was pasted',
  releases: ['bullseye'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`fold -w 60 /home/alice/.ssh/authorized_keys > /root/folded`);
    await host.exec(`cp /root/folded /home/alice/.ssh/authorized_keys`);
  },
};
