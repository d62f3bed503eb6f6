import { join } from 'node:path';
import type { Scene } from './fault.ts';
import type { Host } from './host.ts';
import { must } from './shell.ts';

/** Signs the person's key with an authority that the host trusts, with these options of ssh-keygen; the key alone no longer does. */
export async function certify(host: Host, { state, person }: Scene, options: string): Promise<void> {
  const authority = join(state, 'authority');
  await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'authority', '-f', authority]);
  const key = join(person.home, '.ssh/id_ed25519.pub');
  await must(['ssh-keygen', '-q', '-s', authority, '-I', 'alice', ...options.split(' '), key]);
  await must(['cp', `${authority}.pub`, join(host.root, 'etc/ssh/user_ca.pub')]);
  host.sshd('TrustedUserCAKeys /etc/ssh/user_ca.pub');
  host.remove('/home/alice/.ssh/authorized_keys');
}
