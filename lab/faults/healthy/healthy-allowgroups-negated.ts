import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-allowgroups-negated',
  title: 'AllowGroups denies interns, and any other group of hers lets her in',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('AllowGroups !interns *'),
  breakIt: async (host) => {
    await host.exec('groupadd interns && usermod -aG interns alice');
  },
};
