import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-second-key',
  title: 'MaxAuthTries 2, and the second key is the right one',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/old', '-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('MaxAuthTries 2'),
  breakIt: async (_host, net) => {
    await net.person.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', '.ssh/old']);
  },
};
