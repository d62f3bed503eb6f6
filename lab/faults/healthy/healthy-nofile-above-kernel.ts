import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-nofile-above-kernel',
  title: 'limits.d asks for more open files than the kernel gives, and the shell is not in /etc/shells',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) =>
    host.write(
      '/etc/security/limits.d/90-database.conf',
      'alice soft nofile 4294967296\nalice hard nofile 4294967296\n',
    ),
  breakIt: async (host) => {
    await host.exec('cp /bin/bash /usr/local/bin/bash; usermod -s /usr/local/bin/bash alice');
  },
};
