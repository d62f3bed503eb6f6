import type { Fault } from '../../fault.ts';
import { listening, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'hosts-deny-own-address',
  title: 'a container that keeps no log, and hosts.deny closes sshd at this one address of the host',
  releases: ['bookworm'],
  truth: { causes: ['hosts-deny'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: 'mkdir -p /run/sshd; exec /usr/sbin/sshd -D',
  prepare: (host) => {
    withoutSystemd(host);
    host.write('/etc/hosts.deny', 'vsftpd: ALL\nsshd@127.0.0.1: ALL\nsshd@10.71.2.20: ALL\n');
  },
  breakIt: async (host) => {
    await host.exec(listening);
  },
};
