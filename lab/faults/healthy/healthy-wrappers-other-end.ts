import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-wrappers-other-end',
  title:
    'hosts.deny denies everybody at the loopback address and at the IPv6 address of the host, and she dials the IPv4 one',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/hosts.deny', 'sshd@127.0.0.1: ALL\nsshd@[2001:db8:71:2::20]: ALL\n');
  },
};
