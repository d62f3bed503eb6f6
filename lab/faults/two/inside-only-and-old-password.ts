import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'inside-only-and-old-password',
  title: 'sshd listens on loopback alone, and the account must change its password first',
  releases: ['trixie'],
  truth: { causes: ['sshd-listen-address'], hidden: ['password-expired'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('ListenAddress 127.0.0.1\nListenAddress ::1');
  },
  breakIt: async (host) => {
    await host.exec(`chage -d 0 alice`);
  },
};
