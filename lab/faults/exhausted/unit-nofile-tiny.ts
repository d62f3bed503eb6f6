import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-nofile-tiny',
  title: 'LimitNOFILE=8 in a drop-in, where 8192 was meant',
  releases: ['bookworm'],
  truth: { causes: ['fd-exhausted'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/systemd/system/ssh.service.d/limits.conf', '[Service]\nLimitNOFILE=8\n'),
};
