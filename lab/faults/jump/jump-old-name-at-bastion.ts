import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-old-name-at-bastion',
  title: 'the jump host, whose notice quotes errors, has an old address for the name, and the client the right one',
  releases: ['bookworm'],
  truth: { causes: ['name-wrong-address'], hidden: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  prepare: (_host, net) => {
    net.bastion?.write(
      '/etc/issue.net',
      'Connection refused, Permission denied or Host key verification failed? Ask the desk.\n',
    );
    net.bastion?.sshd('Banner /etc/issue.net');
    net.bastion?.write('/etc/hosts', '127.0.0.1 localhost\n10.71.2.77 web1\n');
  },
};
