import type { Fault } from '../../fault.ts';
import { likeRedHat } from '../../layouts.ts';

export const fault: Fault = {
  id: 'redhat-sysconfig-options',
  title: '/etc/sysconfig/sshd tells sshd to take IPv4 alone, and the client comes over IPv6',
  releases: ['bookworm'],
  truth: { causes: ['sshd-listen-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  family: 6,
  prepare: (host) => {
    likeRedHat(host);
    host.write('/etc/sysconfig/sshd', '# Configuration file for the sshd service.\nOPTIONS="-4"\n');
  },
};
