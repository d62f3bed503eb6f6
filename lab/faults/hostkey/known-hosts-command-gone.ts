import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'known-hosts-command-gone',
  title: 'KnownHostsCommand names a program that was removed, and no file has the key',
  releases: ['bookworm'],
  truth: { causes: ['host-key-unknown'], hidden: ['client-config-invalid'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    person.write('.ssh/known_hosts', '');
    person.write(
      '.ssh/config',
      'Host *\n  StrictHostKeyChecking yes\n  KnownHostsCommand /opt/inventory/known-hosts %H\n',
    );
  },
};
