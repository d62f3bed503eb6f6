import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'old-key-types-after-upgrade',
  title: 'a drop-in of years ago names DSA keys, and the release after the upgrade knows none',
  releases: ['trixie'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.write(
      '/etc/ssh/sshd_config.d/05-legacy.conf',
      'UsePrivilegeSeparation sandbox\nPubkeyAcceptedKeyTypes +ssh-rsa,ssh-dss\n',
    );
    await host.exec('systemctl restart ssh || true');
  },
};
