import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-restricts-forwarding',
  title: 'the line of the key says restrict, and the client must have a remote port',
  releases: ['bookworm'],
  truth: { causes: ['forwarding-disabled'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (_host, { person }) =>
    person.write('.ssh/config', 'Host web1\n  RemoteForward 8080 localhost:80\n  ExitOnForwardFailure yes\n'),
  breakIt: async (host) => {
    await host.exec(`sed -i 's/^/restrict,pty /' /home/alice/.ssh/authorized_keys`);
  },
};
