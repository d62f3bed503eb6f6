import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-known-under-another-name',
  title: 'strict checking, and the key of the server is known and revoked under other names alone',
  releases: ['trixie'],
  truth: { causes: ['host-key-unknown'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  told: /host key is known for web1 and you have requested strict checking/,
  breakIt: async (host, { person }) => {
    const key = await host.exec('cat /etc/ssh/ssh_host_ed25519_key.pub');
    const rsa = await host.exec('cat /etc/ssh/ssh_host_rsa_key.pub');
    person.write('.ssh/known_hosts', `@revoked old-web1 ${key}old-web1,10.71.2.99 ${rsa}[web1]:2222 ${key}`);
    person.write('.ssh/config', 'Host *\n  StrictHostKeyChecking yes\n');
  },
};
