import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hosts-allow-twist',
  title: 'hosts.allow answers every connection with a word of its own',
  releases: ['trixie'],
  truth: { causes: ['hosts-deny'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/hosts.allow', 'sshd: ALL: twist /bin/echo closed for the weekend\n');
  },
};
