/*
 * A rule of `iptables -L`, said again as `iptables -S` says it. What has no other form there becomes a match that nobody
 * knows, so that nothing is decided by it.
 */

/** Which columns the heading of a chain names. */
export interface Columns {
  readonly numbered: boolean;
  /** With -v: counters and interfaces. */
  readonly full: boolean;
}

const services: Readonly<Record<string, string>> = {
  ...{ ssh: '22', http: '80', https: '443', domain: '53', smtp: '25', ftp: '21', telnet: '23', mysql: '3306' },
  ...{ pop3: '110', imap2: '143', imaps: '993', pop3s: '995', ntp: '123', 'http-alt': '8080', postgresql: '5432' },
  ...{ submission: '587', submissions: '465', tcpmux: '1', rsync: '873', snmp: '161', ldap: '389', nfs: '2049' },
};

/** Ports as numbers, `a`, `a:b` or `a,b`; null where a name is not known. */
function portsOf(words: string): string | null {
  const numbers = words.split(/([,:])/).map((word) => (/^(?:\d+|[,:])$/.test(word) ? word : services[word]));
  return numbers.includes(undefined) ? null : numbers.join('');
}

const unknownMatch = (text: string): string => `-m ${/[a-z]+/i.exec(text)?.[0].toLowerCase() ?? 'other'}?`;

type Clause = readonly [RegExp, (words: readonly string[]) => string | null];

const port =
  (option: string, module = 'tcp'): Clause[1] =>
  ([no = '', words = '']) => {
    const ports = portsOf(words);
    return ports === null ? null : `-m ${module} ${no === '' ? '' : '! '}--${option} ${ports}`;
  };

/** What may stand behind the addresses, each from its first word on. */
const clauses: readonly Clause[] = [
  [/^(?:tcp|udp)(?= |$)/, () => ''],
  [/^dpts?:(!?)(\S+)/, port('dport')],
  [/^spts?:(!?)(\S+)/, port('sport')],
  [
    /^flags:(!?)(\S+)\/(\S+)/,
    ([no = '', mask = '', set = '']) => `-m tcp ${no && '! '}--tcp-flags ${flags(mask)} ${flags(set)}`,
  ],
  [/^multiport dports (!?)(\S+)/, port('dports', 'multiport')],
  [/^multiport sports (!?)(\S+)/, port('sports', 'multiport')],
  [/^multiport ports (!?)(\S+)/, port('ports', 'multiport')],
  [
    /^(! ?)?(?:ct)?state (!?)([A-Z,]+)/,
    ([no = '', not = '', list = '']) => `-m conntrack ${no + not && '! '}--ctstate ${list}`,
  ],
  [/^\/\*.*?\*\/(?= |$)/, () => ''],
  [/^reject-with (\S+)/, () => ''],
  // Where REDIRECT and DNAT lead to: said behind the target.
  [/^redir ports [\d-]+(?= |$)|^to:\S+(?= |$)/, () => ''],
  [/^match-set (\S+) (\S+)/, ([set, side]) => `-m set --match-set ${set} ${side}`],
  [/^! match-set (\S+) (\S+)/, ([set, side]) => `-m set ! --match-set ${set} ${side}`],
  [/^limit: (?:up to|above|avg) (\S+)(?: burst \d+)?(?: mode \S+)?/, ([rate]) => `-m limit --limit ${rate}`],
  [/^#conn (?:src|dst)\/\d+ > (\d+)/, ([most]) => `-m connlimit --connlimit-above ${most}`],
  [
    /^recent: (SET|UPDATE|CHECK|REMOVE)(?: (?:seconds|hit_count|name|side|mask|TTL-Match): ?\S*|, reap| TTL-Match)*/,
    ([what = '']) => `-m recent --${what.toLowerCase().replace('check', 'rcheck')} --name told`,
  ],
  [/^source IP range (\S+)/, ([range]) => `-m iprange --src-range ${range}`],
  [/^destination IP range (\S+)/, ([range]) => `-m iprange --dst-range ${range}`],
  [
    /^mark match (!?)(0x[\da-f]+(?:\/0x[\da-f]+)?)(?= |$)/,
    ([no = '', value]) => `-m mark ${no && '! '}--mark ${value}`,
  ],
  [/^ADDRTYPE match dst-type (!?)LOCAL(?= |$)/, ([no = '']) => `-m addrtype ${no && '! '}--dst-type LOCAL`],
  [/^MAC ?(!?)([\da-f:]{17})(?= |$)/i, ([no = '', value]) => `-m mac ${no && '! '}--mac-source ${value}`],
  [/^icmp(?:v6|type|v6type)?(?: .*)?$/, () => ''],
];

const names = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

/** With -n as a number: `0x17/0x02`. */
function flags(text: string): string {
  if (!/^0x/i.test(text)) return text;
  const bits = Number(text);
  const set = names.filter((_, i) => (bits & (1 << i)) !== 0);
  return set.length === 0 ? 'NONE' : set.join(',');
}

/** Targets that let the packet go on: what they print behind the addresses is their own. */
const passing = /^(?:LOG|NFLOG|ULOG|AUDIT|MARK|CONNMARK|TRACE|CLASSIFY|TOS|DSCP|SET|TCPMSS|CT|TTL|HL)$/;

/** What the text behind the addresses asks, as options; and how a REJECT answers. */
function matchesOf(rest: string, target: string): string {
  const found: string[] = [];
  let left = rest.trim();
  while (left !== '') {
    const clause = clauses.find(([pattern]) => pattern.test(left));
    const match = clause?.[0].exec(left);
    if (clause === undefined || match === null || match === undefined) {
      if (!passing.test(target)) found.push(unknownMatch(left));
      break;
    }
    found.push(clause[1](match.slice(1).map((word: string | undefined) => word ?? '')) ?? unknownMatch(left));
    left = left.slice(match[0].length).trim();
  }
  return found.filter((option) => option !== '').join(' ');
}

const protocols: Readonly<Record<string, string>> = {
  '0': 'all',
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
};
const wide =
  /^(\S+) +(?:(\S+) +)?(!?(?:all|tcp|udp|udplite|icmp|icmpv6|ipv6-icmp|esp|ah|sctp|gre|ospf|vrrp|igmp|ipv6|\d+)) +(?:(--|-f|!f) +)?(\S+) +(\S+) +(\S+) +(\S+)(?: +(.*))?$/;
const narrow =
  /^(?:(\S+) +)?(!?(?:all|tcp|udp|udplite|icmp|icmpv6|ipv6-icmp|esp|ah|sctp|gre|ospf|vrrp|igmp|ipv6|\d+)) +(?:(--|-f|!f) +)?(\S+) +(\S+)(?: +(.*))?$/;

/** The rule as `-A CHAIN …`, or null for a line that is no rule. */
export function ruleOf(line: string, chain: string, { numbered, full }: Columns): string | null {
  const bare = numbered ? line.replace(/^\d+ +/, '') : line;
  const cells = full ? wideCells(bare) : narrowCells(bare);
  if (cells === null) return null;
  const { packets, target, protocol, fragment, by, out, from, to, rest } = cells;
  const negated = protocol.startsWith('!');
  const name = protocol.replace('!', '');
  const kind = protocols[name] ?? name;
  const way = (option: string, word: string, any: RegExp): string =>
    any.test(word) ? '' : `${word.startsWith('!') ? '! ' : ''}-${option} ${word.replace('!', '')}`;
  const address = /^!?(?:[\d.]+|[\da-f:]*:[\da-f:.]*)(?:\/[\d.]+)?$/i;
  const named = [from, to].some((word) => word !== 'anywhere' && !address.test(word));
  const answer = /(?:^| )reject-with (\S+)/.exec(rest)?.[1];
  return [
    `[${packets}:0] -A ${chain}`,
    kind === 'all' ? '' : `${negated ? '! ' : ''}-p ${kind}`,
    way('s', from, /^(?:0\.0\.0\.0\/0|::\/0|anywhere)$/),
    way('d', to, /^(?:0\.0\.0\.0\/0|::\/0|anywhere)$/),
    way('i', by, /^(?:\*|any)$/),
    way('o', out, /^(?:\*|any)$/),
    fragment === '' || fragment === '--' ? '' : unknownMatch('fragment'),
    full ? '' : unknownMatch('interface'),
    named ? unknownMatch('name') : '',
    kind === 'tcp' || kind === 'all' || negated ? matchesOf(rest, target) : '',
    target === '' ? '' : rest.includes('[goto]') ? `-g ${target}` : `-j ${target}`,
    target === 'REJECT' && answer !== undefined ? `--reject-with ${answer}` : '',
    leadsTo(target, rest),
  ]
    .filter((word) => word !== '')
    .join(' ');
}

/** Where a target of the nat table leads to; others print nothing alike. */
function leadsTo(target: string, rest: string): string {
  if (target === 'REDIRECT') {
    const ports = /(?:^| )redir ports ([\d-]+)/.exec(rest)?.[1];
    return ports === undefined ? '' : `--to-ports ${ports}`;
  }
  const place = target === 'DNAT' ? /(?:^| )to:(\S+)/.exec(rest)?.[1] : undefined;
  return place === undefined ? '' : `--to-destination ${place}`;
}

interface Cells {
  readonly packets: number;
  readonly target: string;
  readonly protocol: string;
  readonly fragment: string;
  readonly by: string;
  readonly out: string;
  readonly from: string;
  readonly to: string;
  readonly rest: string;
}

function wideCells(line: string): Cells | null {
  const [, packets = '', rest = ''] = /^(\d+[KMGT]?) +\d+[KMGT]? +(.+)$/.exec(line) ?? [];
  if (packets === '') return null;
  // Without a target its column is blank.
  const [, first = '', target, protocol = '', fragment = '', by = '', out = '', from = '', to = '', more = ''] =
    wide.exec(`- ${rest}`) ?? [];
  if (first === '') return null;
  return {
    packets: Number(packets.replace(/\D/, '000')),
    target: target ?? '',
    protocol,
    fragment,
    by,
    out,
    from,
    to,
    rest: more,
  };
}

function narrowCells(line: string): Cells | null {
  const [, target = '', protocol = '', fragment = '', from = '', to = '', rest = ''] = narrow.exec(line) ?? [];
  if (protocol === '') return null;
  return { packets: 0, target, protocol, fragment, by: '*', out: '*', from, to, rest };
}
