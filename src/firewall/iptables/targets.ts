/*
 * The targets of iptables-extensions(8): what becomes of a packet, and what is changed on it.
 */
import type { Packet, Rule, Verdict } from '../model.ts';
import { wordsOf } from './address.ts';
import type { Surroundings } from './condition.ts';
import { connmarkOf, valueMask } from './conntrack.ts';
import { portOf } from './general.ts';
import type { Clause } from './words.ts';

export type Effect = Pick<Rule, 'verdict' | 'changes'>;

/** Null: its options are not understood. */
type Target = (clause: Clause, place: Surroundings) => Effect | null;

/** Words of iptables, old and new, and those of nft(8) for the same answer. */
const answers: Readonly<Record<4 | 6, Readonly<Record<string, string>>>> = {
  4: {
    'icmp-net-unreachable': 'icmp net-unreachable',
    'net-unreach': 'icmp net-unreachable',
    'icmp-host-unreachable': 'icmp host-unreachable',
    'host-unreach': 'icmp host-unreachable',
    'icmp-proto-unreachable': 'icmp prot-unreachable',
    'proto-unreach': 'icmp prot-unreachable',
    'icmp-port-unreachable': 'icmp port-unreachable',
    'port-unreach': 'icmp port-unreachable',
    'icmp-net-prohibited': 'icmp net-prohibited',
    'net-prohib': 'icmp net-prohibited',
    'icmp-host-prohibited': 'icmp host-prohibited',
    'host-prohib': 'icmp host-prohibited',
    'icmp-admin-prohibited': 'icmp admin-prohibited',
    'admin-prohib': 'icmp admin-prohibited',
    'tcp-reset': 'tcp reset',
    'tcp-rst': 'tcp reset',
  },
  6: {
    'icmp6-no-route': 'icmpv6 no-route',
    'no-route': 'icmpv6 no-route',
    'icmp6-adm-prohibited': 'icmpv6 admin-prohibited',
    'adm-prohibited': 'icmpv6 admin-prohibited',
    'icmp6-addr-unreachable': 'icmpv6 addr-unreachable',
    'addr-unreach': 'icmpv6 addr-unreachable',
    'icmp6-port-unreachable': 'icmpv6 port-unreachable',
    'port-unreach': 'icmpv6 port-unreachable',
    'icmp6-policy-fail': 'icmpv6 policy-fail',
    'policy-fail': 'icmpv6 policy-fail',
    'icmp6-reject-route': 'icmpv6 reject-route',
    'reject-route': 'icmpv6 reject-route',
    'tcp-reset': 'tcp reset',
  },
};

const nothing: Effect = { verdict: null, changes: [] };

function decides(verdict: Rule['verdict']): Effect {
  return { verdict, changes: [] };
}

function changes(change: (packet: Packet) => Packet): Effect {
  return { verdict: null, changes: [change] };
}

export function notKnown(why: string): Effect {
  return decides({ is: 'unknown', why });
}

function argument({ options }: Clause, name: string): string | null {
  const option = options.find((one) => one.name === name && !one.negated);
  return option?.args.length === 1 ? (option.args[0] ?? null) : null;
}

function onlyOptions({ options }: Clause, names: readonly string[]): boolean {
  return options.every((option) => names.includes(option.name) && !option.negated);
}

const reject: Target = (clause, { family }) => {
  if (!onlyOptions(clause, ['--reject-with'])) return null;
  const word =
    clause.options.length === 0 ? (family === 4 ? 'port-unreach' : 'port-unreach') : argument(clause, '--reject-with');
  const how = word === null ? undefined : answers[family][word];
  return how === undefined ? null : decides({ is: 'reject', how });
};

/** What was asked for at first is kept: conntrack remembers it. */
const remember = (packet: Packet): Packet => ({
  ...packet,
  original: packet.original ?? {
    from: packet.from,
    fromPort: packet.fromPort,
    to: packet.to,
    toPort: packet.toPort,
  },
});

interface Goal {
  readonly to: string | null;
  readonly port: number | null;
}

/** `ADDRESS`, `ADDRESS:PORT`, `:PORT`, `[ADDRESS]:PORT`; null when there is a choice, or another word. */
function goalOf(text: string, family: 4 | 6): Goal | null {
  const parts = /^(?:\[([^\]]*)\]|([\d.]*))(?::(\d{1,5}))?$/.exec(text);
  const bare = family === 6 && parts === null ? text : null;
  const address = bare ?? parts?.[1] ?? parts?.[2] ?? '';
  const port = parts?.[3] === undefined ? null : portOf(parts[3]);
  const words = wordsOf(address);
  if (parts?.[3] !== undefined && port === null) return null;
  if (address === '') return port === null ? null : { to: null, port };
  return words?.length === (family === 4 ? 1 : 4) ? { to: address, port } : null;
}

const dnat: Target = (clause, { family }) => {
  if (!onlyOptions(clause, ['--to-destination', '--random', '--persistent'])) return null;
  const text = argument(clause, '--to-destination');
  const goal = text === null ? null : goalOf(text, family);
  if (goal === null) return notKnown(`where it is sent to: ${clause.text}`);
  return { verdict: { is: 'dnat', to: goal.to, toPort: goal.port }, changes: [remember] };
};

const redirect: Target = (clause) => {
  if (!onlyOptions(clause, ['--to-ports', '--random', '--persistent', '--random-fully'])) return null;
  const text = argument(clause, '--to-ports');
  const port = text === null ? null : portOf(text);
  if (text !== null && port === null) return notKnown(`which port it is sent to: ${clause.text}`);
  return { verdict: { is: 'dnat', to: null, toPort: port, redirect: true }, changes: [remember] };
};

const snat: Target = (clause, { family }) => {
  const text = argument(clause, '--to-source');
  const goal = text === null ? null : goalOf(text, family);
  // Nothing asks for the source behind the last hook, so a choice of addresses is as good as none.
  return decides({ is: 'snat', to: goal?.to ?? null });
};

/** How `--set-xmark` and its shorter forms make a new mark of an old one. */
function markChange(clause: Clause): ((mark: number) => number) | null {
  const [option, ...others] = clause.options;
  const [text = '', ...more] = option?.args ?? [];
  const given = valueMask(text);
  if (option === undefined || given === null || others.length + more.length > 0) return null;
  const { value, mask } = given;
  if (option.name === '--set-xmark') return (old) => ((old & ~mask) ^ value) >>> 0;
  if (option.name === '--set-mark') return (old) => ((old & ~mask & ~value) | value) >>> 0;
  if (text.includes('/')) return null;
  if (option.name === '--and-mark') return (old) => (old & value) >>> 0;
  if (option.name === '--or-mark') return (old) => (old | value) >>> 0;
  return option.name === '--xor-mark' ? (old): number => (old ^ value) >>> 0 : null;
}

const mark: Target = (clause) => {
  const change = markChange(clause);
  return change === null ? null : changes((packet) => ({ ...packet, mark: change(packet.mark) }));
};

const connmark: Target = (clause) => {
  const name = clause.options[0]?.name;
  const masks = ['--nfmask', '--ctmask', '--mask'].map((one) => {
    const text = argument(clause, one);
    return text === null ? 0xffffffff : (valueMask(text)?.value ?? 0xffffffff);
  });
  const [nf = 0, ct = 0, mask = 0] = masks;
  if (!onlyOptions(clause, ['--save-mark', '--restore-mark', '--nfmask', '--ctmask', '--mask']) || name === undefined) {
    const change = markChange(clause);
    return change === null ? null : withConnmark((packet, old) => ({ ...packet, ctMark: change(old) }));
  }
  const inPacket = nf & mask;
  const inConnection = ct & mask;
  if (name === '--save-mark')
    return withConnmark((packet, old) => ({
      ...packet,
      ctMark: ((old & ~inConnection) ^ (packet.mark & inPacket)) >>> 0,
    }));
  if (name !== '--restore-mark') return null;
  return withConnmark((packet, old) => ({ ...packet, mark: ((packet.mark & ~inPacket) ^ (old & inConnection)) >>> 0 }));
};

/** Of a connection that stood before nobody knows the mark. */
function withConnmark(change: (packet: Packet, old: number) => Packet): Effect {
  const verdict = (packet: Packet): Verdict =>
    connmarkOf(packet) === undefined && packet.state !== 'untracked' && packet.state !== 'invalid'
      ? { is: 'unknown', why: 'the mark of the connection' }
      : { is: 'continue' };
  const changed = (packet: Packet): Packet => {
    const old = connmarkOf(packet);
    return old === undefined ? packet : change(packet, old);
  };
  return { verdict, changes: [changed] };
}

const untrack = (packet: Packet): Packet => ({ ...packet, state: 'untracked' });

const ct: Target = (clause) => (clause.options.some(({ name }) => name === '--notrack') ? changes(untrack) : nothing);

/** A set that the packet's own way changes can't be told by what it was before. */
const set: Target = (clause) => {
  const names = clause.options
    .filter(({ name }) => ['--add-set', '--del-set', '--map-set'].includes(name))
    .flatMap(({ args }) => args.slice(0, 1));
  const maps = clause.options.some(({ name }) => name === '--map-set');
  if (maps) return notKnown(`the mark that a set gives: ${clause.text}`);
  return names.length === 0
    ? null
    : changes((packet) => ({
        ...packet,
        touched: new Set([...(packet.touched ?? []), ...names.map((name) => `ipset ${name}`)]),
      }));
};

const passes = [
  ...['LOG', 'NFLOG', 'ULOG', 'TRACE', 'AUDIT', 'TCPMSS', 'TCPOPTSTRIP', 'TOS', 'DSCP', 'ECN', 'TTL', 'HL', 'CLASSIFY'],
  ...['TEE', 'RATEEST', 'LED', 'IDLETIMER', 'CHECKSUM', 'SECMARK', 'CONNSECMARK'],
];

const plain: Readonly<Record<string, Verdict>> = {
  ACCEPT: { is: 'accept' },
  DROP: { is: 'drop' },
  RETURN: { is: 'return' },
};

/** By the name behind `-j`. */
const targets: ReadonlyMap<string, Target> = new Map<string, Target>([
  ...Object.entries(plain).map(([name, verdict]): [string, Target] => [
    name,
    (clause): Effect | null => (clause.options.length === 0 ? decides(verdict) : null),
  ]),
  ...passes.map((name): [string, Target] => [name, (): Effect => nothing]),
  ['REJECT', reject],
  ['DNAT', dnat],
  ['REDIRECT', redirect],
  ['SNAT', snat],
  ['MASQUERADE', () => decides({ is: 'snat', to: null })],
  ['MARK', mark],
  ['CONNMARK', connmark],
  ['NOTRACK', () => changes(untrack)],
  ['CT', ct],
  ['SET', set],
  ['TPROXY', (clause) => notKnown(`the proxy of this host that takes it: ${clause.text}`)],
  ['SYNPROXY', (clause) => notKnown(`the kernel, which answers in the place of the server: ${clause.text}`)],
  ['NFQUEUE', (clause) => notKnown(`the program that it is handed to: ${clause.text}`)],
  ['QUEUE', (clause) => notKnown(`the program that it is handed to: ${clause.text}`)],
]);

export function isTarget(name: string): boolean {
  return targets.has(name);
}

/** What a rule does, by its `-j`; its words when they are not understood. */
export function effectOf(clause: Clause, place: Surroundings): Effect {
  const target = targets.get(clause.name);
  if (target === undefined) return notKnown(`the target ${clause.name} is not known here`);
  return target(clause, place) ?? notKnown(`options that are not known here: ${clause.text}`);
}
