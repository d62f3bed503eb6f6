import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkeys-gone-while-running',
  title: 'the host keys are deleted under a running sshd that reads them anew for each connection',
  releases: ['bookworm'],
  truth: { causes: ['hostkeys-missing'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('rm /etc/ssh/ssh_host_*_key');
  },
};
