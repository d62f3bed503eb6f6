import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-password-of-the-future',
  title: 'the password was changed on a day that is to come, when the clock was wrong',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`chage -d 2040-01-01 alice`);
  },
};
