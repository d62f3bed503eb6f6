import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-wrappers-local',
  title: 'hosts.deny denies all; hosts.allow lets in what the hosts file knows by a name without a dot',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/hosts.deny', 'ALL: ALL\n');
    host.write('/etc/hosts.allow', 'sshd: LOCAL\n');
  },
};
