import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'old-family-and-denied',
  title: 'sshd listens on IPv4 alone where the name has IPv6, and DenyUsers names her',
  releases: ['trixie'],
  truth: { causes: ['sshd-listen-address'], hidden: ['sshd-policy-denies-user'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host) => {
    host.sshd('AddressFamily inet\nDenyUsers bob alice');
  },
};
