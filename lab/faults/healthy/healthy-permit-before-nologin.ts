import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-permit-before-nologin',
  title: '/etc/nologin is there, and PAM is content with the group before it asks',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    host.write('/etc/nologin', 'Maintenance until noon.\n');
  },
  breakIt: async (host) => {
    await host.exec(
      `sed -i '0,/^account/s//account sufficient pam_succeed_if.so quiet user ingroup alice\\n&/' /etc/pam.d/sshd; grep -n ^account /etc/pam.d/sshd`,
    );
  },
};
