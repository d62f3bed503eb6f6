import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'password-aged',
  title: 'the password is older than the host allows',
  releases: ['trixie'],
  truth: { causes: ['password-expired'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /required to change your password|Your password has expired/,
  breakIt: async (host) => {
    await host.exec(`chage -d 2020-01-01 -M 90 alice`);
  },
};
