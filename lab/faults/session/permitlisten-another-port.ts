import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'permitlisten-another-port',
  title: 'PermitListen allows another port than the one the client must have',
  releases: ['bookworm'],
  truth: { causes: ['forwarding-disabled'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (host, { person }) => {
    host.sshd('AllowTcpForwarding yes\nPermitListen 127.0.0.1:9000');
    person.write('.ssh/config', 'Host web1\n  RemoteForward 8080 localhost:80\n  ExitOnForwardFailure yes\n');
  },
};
