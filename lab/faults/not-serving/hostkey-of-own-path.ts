import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkey-of-own-path',
  title: 'HostKey names a key that a tool has copied with mode 644, and those of the installation are fine',
  releases: ['bullseye'],
  truth: { causes: ['hostkeys-perms'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('HostKey /etc/ssh/deployed/web1'),
  breakIt: async (host) => {
    await host.exec('mkdir -p /etc/ssh/deployed; cp /etc/ssh/ssh_host_ed25519_key /etc/ssh/deployed/web1');
    await host.exec('chmod 644 /etc/ssh/deployed/web1');
    await host.attempt('systemctl reset-failed ssh; systemctl restart ssh');
    await host.exec('timeout 10 sh -c "until systemctl is-failed ssh; do sleep 0.1; done"');
  },
};
