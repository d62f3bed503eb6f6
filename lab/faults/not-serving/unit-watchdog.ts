import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-watchdog',
  title: 'the unit wants a sign of life each two seconds, which sshd does not give',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/systemd/system/ssh.service.d/watchdog.conf', '[Service]\nWatchdogSec=2\nRestart=no\n');
    host.sshd('AllowUsers alice@10.71.1.*');
  },
  breakIt: async (host) => {
    await host.exec(`timeout 20 sh -c 'until systemctl is-failed ssh; do sleep 0.1; done'`);
  },
};
