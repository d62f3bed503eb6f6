import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkeys-with-passphrase',
  title: 'the host keys have a passphrase',
  releases: ['bookworm'],
  truth: { causes: ['hostkeys-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `for k in /etc/ssh/ssh_host_*_key; do ssh-keygen -q -p -P '' -N secret7 -f $k; done; systemctl restart ssh || true`,
    );
  },
};
