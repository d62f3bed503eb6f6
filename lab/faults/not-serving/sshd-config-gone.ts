import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-config-gone',
  title: 'sshd_config itself was deleted, then a restart',
  releases: ['bookworm'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.remove('/etc/ssh/sshd_config');
    await host.attempt('systemctl restart ssh');
    await host.exec('timeout 10 sh -c "until systemctl is-failed ssh; do sleep 0.1; done"');
  },
};
