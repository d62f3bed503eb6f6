import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Network, places } from './network.ts';

/** Runs a name server at the address that the client's resolv.conf names; what it knows is in words of dnsmasq. */
export async function serveNames({ router }: Network, ...words: readonly string[]): Promise<void> {
  const own = '--conf-file=/dev/null --no-resolv --no-hosts --no-ping --user=root --pid-file= --cache-size=0';
  await router.start(
    `dnsmasq --keep-in-foreground ${own} --listen-address=10.71.1.1 --bind-interfaces ${words.join(' ')}`,
  );
  await router.exec(`for i in $(seq 100); do ss -Hlun | grep -q 10.71.1.1:53 && exit 0; sleep 0.05; done; exit 1`);
}

/** Runs a name server there that has for every name an alias to another one, and no address. */
export async function serveAlias(net: Network): Promise<void> {
  await answerWith(net, aliasing);
}

/** Runs a name server there that answers every question with SERVFAIL, as one does that cannot ask any further. */
export async function serveFailures(net: Network): Promise<void> {
  await answerWith(net, failing);
}

/** Runs a name server there that says of every answer that it was cut off, and serves nobody over TCP. */
export async function serveCut(net: Network): Promise<void> {
  await answerWith(net, cutting);
}

/**
 * Runs a name server there that has the IPv4 address of the server for every name, three seconds `late`, or with SERVFAIL or
 * not a word where it is asked for IPv6.
 */
export async function serveAddress(net: Network, how: 'late' | 'servfail-for-ipv6' | 'mute-for-ipv6'): Promise<void> {
  await answerWith(net, `${how === 'late' ? 'sleep 3;' : ''} ${addressed(how)}`);
}

async function answerWith({ router, state }: Network, change: string): Promise<void> {
  const file = join(state, 'names.pl');
  writeFileSync(file, program(change));
  await router.start(`perl ${file}`);
  await router.exec(`for i in $(seq 100); do ss -Hlun | grep -q 10.71.1.1:53 && exit 0; sleep 0.05; done; exit 1`);
}

const failing = `substr($question, 2, 2) = pack('n', 0x8182);`;
const cutting = `substr($question, 2, 2) = pack('n', 0x8380);`;
// The question alone is sent back, without what EDNS adds, and behind it the alias.
const aliasing = `my $end = index($question, "\\0", 12) + 5;
  $question = substr($question, 0, 2) . pack('n5', 0x8580, 1, 1, 0, 0) . substr($question, 12, $end - 12)
    . pack('n3 N n', 0xc00c, 5, 1, 60, 14) . "\\4gone\\7example\\0";`;

const addressed = (how: string): string => `my $end = index($question, "\\0", 12) + 5;
  my $type = unpack('n', substr($question, $end - 4, 2));
  next if $type == 28 && ${how === 'mute-for-ipv6' ? 1 : 0};
  my $has = $type == 1 ? 1 : 0;
  my $state = $type == 28 && ${how === 'servfail-for-ipv6' ? 1 : 0} ? 0x8182 : 0x8580;
  $question = substr($question, 0, 2) . pack('n5', $state, 1, $has, 0, 0) . substr($question, 12, $end - 12)
    . ($has ? pack('n3 N n C4', 0xc00c, 1, 1, 60, 4, ${places.server.v4.replaceAll('.', ', ')}) : '');`;

const program = (change: string): string => `use strict; use Socket;
socket(my $s, PF_INET, SOCK_DGRAM, 0) or die;
bind($s, pack_sockaddr_in(53, inet_aton('10.71.1.1'))) or die $!;
while (my $from = recv($s, my $question, 4096, 0)) {
  ${change}
  send($s, $question, 0, $from);
}
`;
