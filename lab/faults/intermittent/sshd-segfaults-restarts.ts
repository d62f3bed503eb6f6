import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-segfaults-restarts',
  title: 'sshd dies by a signal every few seconds, and systemd starts it again after a pause',
  releases: ['bookworm'],
  truth: { causes: ['sshd-crash'], stage: 'tcp', outcome: 'degraded' },
  clientSettles: false,
  repeat: 14,
  prepare: (host) => {
    const restart = '[Unit]\nStartLimitIntervalSec=0\n[Service]\nRestart=always\nRestartSec=3\n';
    host.write('/etc/systemd/system/ssh.service.d/50-restart.conf', restart);
  },
  breakIt: async (host) => {
    await host.start(`sh -c 'while :; do systemctl kill --kill-who=main -s SEGV ssh; sleep 6; done'`);
    await host.exec('until systemctl show ssh -p NRestarts | grep -qv =0; do sleep 0.1; done');
  },
};
