import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-list-utf16',
  title: 'an editor saved authorized_keys as UTF-16',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`iconv -t UTF-16 /home/alice/.ssh/authorized_keys > /root/wide`);
    await host.exec(`cp /root/wide /home/alice/.ssh/authorized_keys`);
  },
};
