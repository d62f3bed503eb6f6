import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'match-keyword-global',
  title: 'a drop-in sets UsePAM within a Match block, where it may not stand',
  releases: ['trixie'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.write(
      '/etc/ssh/sshd_config.d/70-vendor.conf',
      'Match Address 10.0.0.0/8\n  UsePAM no\n  PasswordAuthentication no\n',
    );
    await host.exec('systemctl restart ssh || true');
  },
};
