import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-banner',
  title: 'a legal notice that sshd shows before the login',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    host.write(
      '/etc/issue.net',
      `${'*'.repeat(70)}\nAuthorised use only. Sessions are recorded.\nPermission denied to all others.\n${'*'.repeat(70)}\n`,
    );
    host.sshd('Banner /etc/issue.net');
  },
};
