/*
 * What `ufw status` prints: the first rule for the port decides, and its default where none does. What ufw lets in other
 * rules may stop, so that is not stated.
 */
import { listed } from '../firewall/owners/ufw.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Observation, ObservationMap, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { isAddress, sameNetwork } from '../wire/address.ts';
import { apartLines, dialledIn, factAt, hasMark, linesOf } from './pasted.ts';
import { nameOf } from './rules.ts';
import { sourceAt } from './source.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'ufw-status',
  title: 'rules of ufw',
  knows: [{ program: 'ufw', texts: ['ufw status', 'ufw status verbose', 'ufw status numbered'] }],
  vantage: 'server',
  recognise: (lines) => {
    if (!hasMark(lines, /Status: (?:in)?active/)) return [];
    const { state, fallback, rules } = statusIn(lines);
    return state < 0 ? [] : [state, ...(fallback === null ? [] : [fallback.index]), ...rules.map(({ index }) => index)];
  },
  read,
};

type Action = ObservationMap['firewall.decision']['action'];

interface Rule {
  readonly index: number;
  readonly to: string;
  readonly action: string;
  readonly from: string;
  readonly six: boolean;
}

interface Status {
  /** The line of `Status:`, -1 without one. */
  readonly state: number;
  readonly active: boolean;
  readonly fallback: { readonly index: number; readonly action: string } | null;
  readonly rules: readonly Rule[];
  /** A line of the table, or its head, is not whole. */
  readonly cut: boolean;
}

const row = /^(?:\[ *\d+\] )?(\S.*?) {2,}(ALLOW|DENY|REJECT|LIMIT)(?: (IN|OUT|FWD))? {2,}(\S.*?)(?: +#.*)?$/;

function statusIn(raw: readonly string[]): Status {
  const isApart = apartLines(raw);
  const lines = raw.map((line, i) => (isApart(i) ? '' : clean(line)));
  const state = lines.findIndex((line) => /^Status: (?:active|inactive)$/.test(line));
  const none: Status = { state, active: false, fallback: null, rules: [], cut: false };
  if (state < 0 || !lines[state]?.endsWith(' active')) return none;
  const at = lines.findIndex((line, i) => i > state && /^Default: \w+ \(incoming\)/.test(line));
  const action = /^Default: (\w+)/.exec(lines[at] ?? '')?.[1];
  const short = lines.map((line) => line.slice(0, 300));
  const rules = short.flatMap((line, index): readonly Rule[] => {
    const [, to = '', what = '', way = 'IN', from = ''] = index > state ? (row.exec(line) ?? []) : [];
    return what === '' || way !== 'IN' ? [] : [{ index, to, action: what, from, six: /\(v6\)/.test(`${to} ${from}`) }];
  });
  return {
    state,
    active: true,
    fallback: action === undefined ? null : { index: at, action },
    rules,
    cut: isCut(short, at),
  };
}

const torn = /^(?:\[ *\d*|(?:\[ *\d+\] )?(?:\d\S*|OpenSSH|Anywhere)(?: {2,}.*)?)$/;

/** From its head to its end each line is a row. Without rules there is no head: then something else stands below. */
function isCut(lines: readonly string[], fallback: number): boolean {
  const below = lines.slice(fallback + 1);
  const head = below.findIndex((line) => /^To(?: |$)/.test(line));
  const first = below[head + 2];
  if (head < 0) {
    const others = below.slice(below.findIndex((line) => /^New profiles: \w+$/.test(line)) + 1);
    return fallback >= 0 && (others.every((line) => line === '') || others.some((line) => row.test(line)));
  }
  if (first === undefined || !row.test(first) || !/^--(?: |$)/.test(below[head + 1] ?? '')) return true;
  const next = below.slice(head + 2).find((line) => !row.test(line)) ?? '';
  return torn.test(next);
}

/** Application profiles that Debian and Ubuntu bring, without SSH among their ports. */
const harmless =
  /^(?:WWW|Apache|Nginx|Lighttpd|CUPS|Samba|Postfix|Dovecot|Bind|DNS|IMAP|POP3|SMTP|Mail|LDAP|NFS|VNC|KTorrent|Transmission|MSN|Skype|SSDP|Socks|Squid|Telnet|XMPP|mosh)/i;

/** Whether the rule is for the port: null when its profile or interface leaves that open. */
function isFor(to: string, port: number): boolean | null {
  const bare = to
    .replace(/ ?\(v6\)\)?/g, ' ')
    .replace(/^(\S+) \((.*?)\)?$/, '$1')
    .trim();
  const [what = '', device] = bare.split(/ on /).map((word) => word.trim());
  const own = ofPort(what, port);
  return own === true && device !== undefined ? null : own;
}

function ofPort(what: string, port: number): boolean | null {
  if (/^Anywhere$/.test(what)) return true;
  if (/^OpenSSH$/i.test(what)) return port === 22;
  const [, list, protocol] = /^(?:[\d.:a-f/]+ )?(\d+(?:[,:]\d+)*)(?:\/(tcp|udp))?$/.exec(what) ?? [];
  if (list === undefined) return harmless.test(what) ? false : null;
  if (protocol === 'udp') return false;
  const held = list.split(',').some((part) => {
    const [low = 0, high = low] = part.split(':').map(Number);
    return low <= port && port <= high;
  });
  // An address of the host's own may be another than the one that was dialled.
  return held && / /.test(what) ? null : held;
}

const actions: Readonly<Record<string, Action>> = {
  DENY: 'drop',
  deny: 'drop',
  REJECT: 'reject',
  reject: 'reject',
  LIMIT: 'limit',
};

function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const { hosts, ports } = dialledIn(raw);
  const status = statusIn(raw);
  const [port = 22] = ports;
  if (!status.active || ports.size > 1) return { covers: [], observations: [] };
  const six = hosts.size > 0 && [...hosts].every((host) => host.includes(':'));
  const found = decide(status, port, six, sourceAt(raw));
  if (typeof found === 'string') return { covers: [], observations: [], notes: [found] };
  return { covers: [], observations: found === null ? [] : [decision(found.index, found.action, raw, id, port)] };
}

function decision(index: number, action: Action, raw: readonly string[], id: string, port: number): Observation {
  const rule = `ufw: ${(raw[index] ?? '').trim().replace(/\s+/g, ' ')}`;
  const fact = factAt(id, raw, index, 'firewall.decision', { where: 'server', action, hook: 'in', rule });
  const { owner, fixes } = listed(clean(raw[index] ?? ''), raw.map(clean), port);
  return { ...fact, at: { ...fact.at, owner: nameOf(owner) }, cures: fixes };
}

/** Null: it is let in; a sentence: what it hinges on. */
function decide(
  { rules, fallback, cut }: Status,
  port: number,
  six: boolean,
  source: string | null,
): { readonly index: number; readonly action: Action } | string | null {
  const open: Rule[] = [];
  for (const rule of rules.filter((one) => one.six === six)) {
    const mine = isFor(rule.to, port);
    if (mine === false) continue;
    const fits = isFrom(rule.from, source);
    if (fits === false) continue;
    if (mine === null || fits === null) {
      open.push(rule);
      continue;
    }
    const action = actions[rule.action];
    if (action === undefined) return null;
    return open.length > 0 ? hinges(open) : { index: rule.index, action };
  }
  if (cut) return 'what ufw status prints ends within its table: what stands below it is not known';
  if (fallback === null)
    return 'ufw status does not tell what it does with the rest: paste what `sudo ufw status verbose` prints';
  const action = actions[fallback.action];
  if (action === undefined) return null;
  return open.length > 0 ? hinges(open) : { index: fallback.index, action };
}

/** Whether the rule is for packets from that address; null: it hinges on more. */
function isFrom(text: string, source: string | null): boolean | null {
  if (/^Anywhere/.test(text)) return true;
  const from = text.replace(/ +#.*$/, '').trim();
  const plain = /^[\da-f.:]+(?:\/\d{1,3})?$/i.test(from) && isAddress(from.replace(/\/.*$/, ''));
  return source === null || !plain ? null : sameNetwork(source, from);
}

function hinges([rule]: readonly Rule[]): string {
  return `what ufw does with you hinges on its rule for ${rule?.to.trim()} from ${rule?.from.trim()}`;
}
