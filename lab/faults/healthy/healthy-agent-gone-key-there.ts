import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-agent-gone-key-there',
  title: 'IdentityAgent names a socket that is no more, ProxyCommand is none, and the key file does',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    person.write(
      '.ssh/config',
      'Host web1\n  IdentityAgent ~/.agent.sock\n  ProxyCommand none\n  ProxyJump none\nHost *\n  ProxyJump bastion.gone.example\n',
    );
  },
};
