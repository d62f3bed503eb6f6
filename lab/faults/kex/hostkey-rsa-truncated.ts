import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkey-rsa-truncated',
  title: 'the RSA host key was cut off by a full disk, and the client insists on RSA',
  releases: ['trixie'],
  truth: { causes: ['algorithm-mismatch'], hidden: ['hostkeys-missing'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'HostKeyAlgorithms=rsa-sha2-512,rsa-sha2-256', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `head -c 800 /etc/ssh/ssh_host_rsa_key > /tmp/k; cat /tmp/k > /etc/ssh/ssh_host_rsa_key; systemctl restart ssh`,
    );
  },
};
