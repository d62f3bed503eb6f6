import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-stopped-by-signal',
  title: 'the listener got SIGSTOP',
  releases: ['bullseye'],
  truth: { causes: ['sshd-frozen'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('kill -STOP $(systemctl show -P MainPID ssh)');
  },
};
