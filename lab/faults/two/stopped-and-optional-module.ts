import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'stopped-and-optional-module',
  title: 'sshd is stopped; a module that PAM would like is not there, and not needed',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `sed -i '1i -account optional pam_sss.so\nsession optional pam_lacking.so\naccount [success=1 default=ignore] pam_succeed_if.so quiet user ingroup alice\naccount required pam_deny.so' /etc/pam.d/sshd; systemctl stop ssh`,
    );
  },
};
