import { join } from 'node:path';
import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';
import { must } from '../../shell.ts';

export const fault: Fault = {
  id: 'authority-that-nobody-knows',
  title: 'the certificate is good, and the host trusts another authority and another key',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice -V -1h:+1w');
    const file = join(net.state, 'authority-2');
    await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'authority-2', '-f', file]);
    await must(['cp', `${file}.pub`, join(host.root, 'etc/ssh/user_ca.pub')]);
  },
  breakIt: async (host) => {
    await host.exec(
      `ssh-keygen -q -t ed25519 -N '' -C alice@desk -f /root/desk && install -o alice -m 600 /root/desk.pub /home/alice/.ssh/authorized_keys`,
    );
  },
};
