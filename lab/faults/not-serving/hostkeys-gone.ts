import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkeys-gone',
  title: 'an image that was cleaned of its host keys',
  releases: ['bookworm'],
  truth: { causes: ['hostkeys-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    for (const type of ['rsa', 'ecdsa', 'ed25519']) {
      host.remove(`/etc/ssh/ssh_host_${type}_key`);
      host.remove(`/etc/ssh/ssh_host_${type}_key.pub`);
    }
  },
};
