import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'home-open-by-acl',
  title: 'an access control list lets the web server write to .ssh',
  releases: ['bookworm'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`perl -e '
my $acl = pack("V", 2) . join "", map { pack("vvV", @$_) } [1, 7, -1], [2, 7, 33], [4, 0, -1], [16, 7, -1], [32, 0, -1];
require "syscall.ph" if 0; my ($path, $name) = ("/home/alice/.ssh", "system.posix_acl_access");
syscall(188, $path, $name, $acl, length $acl, 0) == 0 or die $!'; ls -ld /home/alice/.ssh | grep -q rwxrwx`);
  },
};
