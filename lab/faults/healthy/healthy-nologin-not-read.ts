import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-nologin-not-read',
  title: '/etc/nologin that PAM no longer reads, a home open to all with StrictModes no, a locked password',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => host.sshd('StrictModes no\nDenyUsers bob\nMaxAuthTries 1'),
  breakIt: async (host) => {
    await host.exec("sed -i /pam_nologin/d /etc/pam.d/sshd; echo 'Down for maintenance.' > /etc/nologin");
    await host.exec('chmod 777 /home/alice /home/alice/.ssh; passwd -q -l alice');
    await host.exec('useradd -m -s /usr/sbin/nologin -e 2020-01-01 bob');
  },
};
