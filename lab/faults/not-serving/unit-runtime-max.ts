import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-runtime-max',
  title: 'the unit lets sshd run for two seconds',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/systemd/system/ssh.service.d/limits.conf', '[Service]\nRuntimeMaxSec=2\nRestart=no\n');
  },
  breakIt: async (host) => {
    await host.exec(`timeout 20 sh -c 'until systemctl is-failed ssh; do sleep 0.1; done'`);
  },
};
