import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-hashed-known-hosts',
  title: 'known_hosts with hashed names and a comment',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.person.run(['ssh-keygen', '-H', '-f', '.ssh/known_hosts']);
    await net.person.run(['sh', '-c', 'rm .ssh/known_hosts.old; echo "# hashed" >> .ssh/known_hosts']);
  },
};
