import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'disable-forwarding-drop-in',
  title: 'a drop-in of the hardening says DisableForwarding, and a later line that allows it stands in vain',
  releases: ['trixie'],
  truth: { causes: ['forwarding-disabled'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host, { person }) => {
    host.write('/etc/ssh/sshd_config.d/10-hardening.conf', 'DisableForwarding yes\n');
    host.sshd('AllowTcpForwarding yes');
    person.write('.ssh/config', 'Host web1\n  RemoteForward 8080 localhost:80\n  ExitOnForwardFailure yes\n');
  },
};
