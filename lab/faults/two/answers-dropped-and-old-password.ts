import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'answers-dropped-and-old-password',
  title: 'the server drops its own answers, and the password must be changed first',
  releases: ['bookworm'],
  truth: { causes: ['firewall-egress'], hidden: ['password-expired'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `chage -d 2020-01-01 -M 30 alice; nft 'add table inet out; add chain inet out o { type filter hook output priority 0; }; add rule inet out o tcp sport 22 drop'`,
    );
  },
};
