import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'listen-inet-only-both',
  title: 'AddressFamily inet, and the name has both addresses',
  releases: ['bookworm'],
  truth: { causes: ['name-one-address-dead'], hidden: ['sshd-listen-address'], stage: 'name', outcome: 'degraded' },
  clientSettles: true,
  told: /2001:db8:71:2::20.* failed: Connection refused/,
  family: 'both',
  prepare: (host) => host.sshd('AddressFamily inet'),
};
