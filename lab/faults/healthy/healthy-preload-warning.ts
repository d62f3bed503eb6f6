import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-preload-warning',
  title: 'the unit preloads a library that is not there',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) =>
    host.write(
      '/etc/systemd/system/ssh.service.d/preload.conf',
      '[Service]\nEnvironment=LD_PRELOAD=/opt/agent/hook.so\n',
    ),
};
