import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'log-quiet-and-expired',
  title: 'the account has expired, and LogLevel QUIET keeps sshd from telling',
  releases: ['bookworm'],
  truth: { causes: ['account-expired'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.write('/etc/ssh/sshd_config.d/quiet.conf', 'LogLevel QUIET\n');
    await host.exec('chage -E 2020-01-01 alice; systemctl restart ssh');
  },
};
