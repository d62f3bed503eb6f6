import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkey-revoked-file',
  title: 'RevokedHostKeys names a file that holds the key of the server',
  releases: ['bookworm'],
  truth: { causes: ['host-key-revoked'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  told: /Host key \S+ \S+ revoked by file/,
  breakIt: async (host, { person }) => {
    person.write('.ssh/revoked', await host.exec('cat /etc/ssh/ssh_host_*_key.pub'));
    person.write('.ssh/config', `Host *\n  RevokedHostKeys ${person.home}/.ssh/revoked\n`);
  },
};
