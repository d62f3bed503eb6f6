import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-known-hosts-command',
  title: 'KnownHostsCommand brings the key of the host, and no file has it',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host, { person }) => {
    person.write('.ssh/known_hosts', '');
    person.write('keys-of-hosts', `web1 ${await host.exec('cat /etc/ssh/ssh_host_ed25519_key.pub')}`);
    person.write(
      '.ssh/config',
      `Host *\n  StrictHostKeyChecking yes\n  KnownHostsCommand /bin/cat ${person.home}/keys-of-hosts\n`,
    );
  },
};
