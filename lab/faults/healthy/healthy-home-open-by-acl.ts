import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-home-open-by-acl',
  title: 'an access control list lets the web server write to .ssh, and sshd sees a group that is hers alone',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`perl -e '
my $acl = pack("V", 2) . join "", map { pack("vvV", @$_) } [1, 7, -1], [2, 7, 33], [4, 0, -1], [16, 7, -1], [32, 0, -1];
my ($path, $name) = ("/home/alice/.ssh", "system.posix_acl_access");
syscall(188, $path, $name, $acl, length $acl, 0) == 0 or die $!'; ls -ld /home/alice/.ssh | grep -q rwxrwx`);
  },
};
