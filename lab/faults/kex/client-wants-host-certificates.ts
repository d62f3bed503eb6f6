import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-wants-host-certificates',
  title:
    'the client takes host keys with a certificate alone, and the host has none; known_hosts revokes the key of another',
  releases: ['bookworm'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (host, { person }) => {
    const ca = await host.exec('ssh-keygen -q -t ed25519 -N "" -f /root/ca; cat /root/ca.pub');
    const other = await host.exec('ssh-keygen -q -t ed25519 -N "" -f /root/other; cat /root/other.pub');
    person.write('.ssh/known_hosts', `@cert-authority * ${ca}@revoked * ${other}`);
    person.write('.ssh/config', 'Host *\n  HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com\n');
  },
};
