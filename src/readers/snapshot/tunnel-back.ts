import type { Fix } from '../../model/fix.ts';
import type { Observation } from '../../model/observation.ts';
import type { Part, ServerView } from '../../model/part.ts';
import { sameNetwork } from '../../wire/address.ts';
import { halfOpenOf } from './half-open.ts';
import { ruleLines } from './rule-lines.ts';

/**
 * A connection of the client waits in SYN-RECV at the address of a card, and the kernel would answer it by a tunnel that has
 * the default route, as a VPN for all traffic does (wg-quick(8), openvpn(8): redirect-gateway).
 */
export const part: Part = {
  id: 'tunnel-back',
  read: (server) => ({ covers: [], observations: waysOf(server) }),
};

function waysOf(server: ServerView): readonly Observation[] {
  const section = server.whole('route.back');
  if (section === null || server.from === null || mayBeMarked(server)) return [];
  const called = new Set(halfOpenOf(server).map(({ own }) => own));
  return [...called].flatMap((from) => {
    const i = section.lines.findIndex((line) => line.includes(` from ${from} `));
    const text = (section.lines[i] ?? '').trim();
    const tunnel = / dev (\S+)/.exec(text)?.[1];
    const card = interfacesOf(server).find(({ addresses }) => addresses.includes(from));
    if (tunnel === undefined || card === undefined || card.isTunnel || !takesAll(server, tunnel, card.name)) return [];
    return [{ ...server.fact('server.way', { from, state: 'tunnel', text }, section, i), cures: cures(from, tunnel) }];
  });
}

function cures(from: string, tunnel: string): readonly Fix[] {
  const rule = from.includes(':') ? 'ip -6 rule' : 'ip rule';
  return [
    {
      who: 'server',
      risk: 'none',
      say: `At the server's console: ${tunnel} takes all that the server sends, its answers as well. Let what comes to its own address be answered by the card that has it.`,
      commands: [`${rule} add from ${from} lookup main`],
      undo: [`${rule} del from ${from} lookup main`],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'For good, let the VPN take only the networks that are behind it (AllowedIPs; route-nopull), or set that rule whenever it comes up (PostUp=, up).',
      commands: [
        'wg show all allowed-ips; grep -n -e AllowedIPs -e PostUp /etc/wireguard/*.conf; grep -n redirect-gateway /etc/openvpn/*.conf',
      ],
    },
  ];
}

interface Interface {
  readonly name: string;
  readonly isTunnel: boolean;
  readonly addresses: readonly string[];
}

function interfacesOf(server: ServerView): readonly Interface[] {
  const text = server.whole('addresses')?.lines.join('\n') ?? '';
  return text.split(/^(?=\d+: )/m).map((own) => ({
    name: /^\d+: ([^:@\s]+)/.exec(own)?.[1] ?? '',
    // tun(4), WireGuard and PPP have no link layer of their own.
    isTunnel: /^\s+link\/(?:none|ppp)\b/m.test(own),
    addresses: [...own.matchAll(/^\s+inet6? ([\da-f.:]+)[/ ]/gim)].map((match) => match[1] ?? ''),
  }));
}

const everything = /^(?:default|0\.0\.0\.0\/1|128\.0\.0\.0\/1|::\/1|8000::\/1) /;

/** It has the default route and none that is meant for the client, and the card has one that would have done. */
function takesAll(server: ServerView, tunnel: string, card: string): boolean {
  const from = server.from ?? '';
  const routes = server.whole(from.includes(':') ? 'routes6' : 'routes')?.lines ?? [];
  const by = (name: string): readonly string[] => routes.filter((line) => ` ${line} `.includes(` dev ${name} `));
  const meant = by(tunnel).some((line) => {
    const [to = ''] = line.split(' ');
    return !everything.test(line) && (to === from || (to.includes('/') && sameNetwork(from, to)));
  });
  const is = interfacesOf(server).find(({ name }) => name === tunnel)?.isTunnel === true;
  return (
    is && !meant && by(tunnel).some((line) => everything.test(line)) && by(card).some((line) => /^default /.test(line))
  );
}

/** A rule may mark the answers, so that they go another way than the kernel tells who asks without a mark. */
function mayBeMarked(server: ServerView): boolean {
  const marks = /\bmark set\b|-j (?:CONN)?MARK\b/;
  return ruleLines(server)?.some((line) => marks.test(line) && !/\budp\b/.test(line)) ?? true;
}
