import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-killed',
  title: 'the listener is killed, and its unit does not restart it',
  releases: ['bullseye'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/systemd/system/ssh.service.d/once.conf', '[Service]\nRestart=no\n'),
  breakIt: async (host) => {
    await host.exec(
      'kill -KILL $(systemctl show -P MainPID ssh); timeout 10 sh -c "until systemctl is-failed ssh; do sleep 0.1; done"',
    );
  },
};
