import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Network } from './network.ts';

/** What a device between client and server does with each packet. */
export interface Device {
  /** Holds each packet back for so long. */
  readonly delayMs?: number;
  /** Perl that may change `$packet`, an IPv4 packet; `mend($packet)` then makes its TCP check sum right again. */
  readonly alters?: string;
}

/**
 * Leads all IPv4 packets between client and server through a program on the router. Not every kernel has netem, and
 * netem leaves check sums wrong, so that a kernel would throw away what it corrupts.
 */
export async function putOnPath({ router, state }: Network, device: Device): Promise<void> {
  const file = join(state, 'device.pl');
  writeFileSync(file, program(device));
  await router.start(`perl ${file}`);
  await router.exec(`
    for i in $(seq 100); do ip -br link show dev0 up 2>/dev/null | grep -q dev0 && break; sleep 0.05; done
    ip route add default dev dev0 table 71 &&
    ip rule add iif leg1 to 10.71.2.0/24 lookup 71 &&
    ip rule add iif leg2 to 10.71.1.0/24 lookup 71`);
}

function program({ delayMs = 0, alters = '' }: Device): string {
  return `use strict; use Time::HiRes 'time';
sysopen(my $tun, '/dev/net/tun', 2) or die $!;
my $wish = pack('a16 s x22', 'dev0', 0x1001); # TUNSETIFF: a tun without headers
ioctl($tun, 0x400454ca, $wish) or die $!;
system('ip link set dev0 up') == 0 or die;

sub sum { my ($sum) = unpack('%32n*', $_[0] . (length($_[0]) % 2 ? "\\0" : '')); $sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16; ~$sum & 0xffff }
sub mend {
  my $head = (ord($_[0]) & 15) * 4;
  my $tcp = substr($_[0], $head);
  substr($tcp, 16, 2) = "\\0\\0";
  substr($_[0], $head + 16, 2) = pack('n', sum(substr($_[0], 12, 8) . pack('nn', 6, length $tcp) . $tcp));
}

my @held;
while (1) {
  my $wait = @held ? $held[0][0] - time : undef;
  my $ready = '';
  vec($ready, fileno $tun, 1) = 1;
  if ((defined $wait && $wait <= 0) || !select($ready, undef, undef, $wait)) { syswrite $tun, (shift @held)->[1]; next }
  sysread $tun, my $packet, 65536 or next;
  if (ord($packet) >> 4 == 4) { ${alters} }
  push @held, [time + ${delayMs} / 1000, $packet];
}
`;
}
