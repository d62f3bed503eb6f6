import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkeys-readable',
  title: 'chmod 644 on the host keys, then a restart',
  releases: ['trixie'],
  truth: { causes: ['hostkeys-perms'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('chmod 644 /etc/ssh/ssh_host_*_key');
    await host.attempt('systemctl restart ssh');
    await host.exec('timeout 10 sh -c "until systemctl is-failed ssh; do sleep 0.1; done"');
  },
};
