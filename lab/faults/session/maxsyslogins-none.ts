import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxsyslogins-none',
  title: 'maxsyslogins is used up',
  releases: ['trixie'],
  truth: { causes: ['session-limit'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /too many logins/i,
  breakIt: async (host) => {
    await host.exec(`echo '* hard maxsyslogins 0' >> /etc/security/limits.conf`);
  },
};
