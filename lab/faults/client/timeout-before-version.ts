import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'timeout-before-version',
  title: 'ConnectTimeout 1, and a server whose version line comes after two seconds',
  releases: ['bookworm'],
  truth: { causes: ['timeout-too-short'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'ConnectTimeout=1', 'alice@web1'],
  prepare: (host) => host.write('/etc/hosts.allow', 'sshd: ALL: spawn (sleep 2)\n'),
};
