import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-open-and-denied',
  title: 'the host keys are open to everybody, and DenyUsers has a pattern that takes her in',
  releases: ['bookworm'],
  truth: { causes: ['hostkeys-perms'], hidden: ['sshd-policy-denies-user'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('DenyUsers al*');
  },
  breakIt: async (host) => {
    await host.exec(`chmod 644 /etc/ssh/ssh_host_*_key`);
    await host.attempt('systemctl restart ssh');
    await host.exec(`timeout 10 sh -c 'until systemctl is-failed ssh; do sleep 0.1; done'`);
  },
};
