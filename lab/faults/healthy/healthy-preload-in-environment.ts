import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-preload-in-environment',
  title: '/etc/environment preloads a library that was removed, and each program says so',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    host.write('/etc/environment', 'LD_PRELOAD=/opt/agent/libhook.so\n');
  },
};
