import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'stopped-and-limits-of-others',
  title: 'sshd is stopped; limits.conf allows others no login, and her ten',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write(
      '/etc/security/limits.d/20-others.conf',
      '@staff hard maxlogins 0\nbob - nproc 0\n* hard maxlogins 10\nroot - maxlogins 0\n',
    );
  },
  breakIt: async (host) => {
    await host.exec(`systemctl stop ssh`);
  },
};
