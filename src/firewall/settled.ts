/*
 * What the rules leave open and the host settles: what time it is, and whether a program waits for the packets of a queue or at the
 * port of a proxy.
 */
import type { Match, Rule, Ruleset, Verdict } from './model.ts';

/** What is known of the host at the time that is asked about. */
export interface Standing {
  /** ms since the epoch; null: nobody knows. */
  readonly now: number | null;
  /** The queues that a program reads (/proc/net/netfilter/nfnetlink_queue); null: nobody has looked. */
  readonly queues: ReadonlySet<number> | null;
  /** The ports that somebody listens at; null or absent: nobody has looked. */
  readonly ports?: ReadonlySet<number> | null;
}

/** The rules with these conditions decided. */
export function settled(ruleset: Ruleset, standing: Standing): Ruleset {
  const tables = ruleset.tables.map((table) => ({
    ...table,
    chains: table.chains.map((chain) => ({ ...chain, rules: chain.rules.map((rule) => ruled(rule, standing)) })),
  }));
  return { ...ruleset, tables };
}

function ruled(rule: Rule, { now, queues, ports = null }: Standing): Rule {
  const { verdict, order } = rule;
  const dated = (match: Match): Match => (now === null ? match : atTime(match, now));
  const open = typeof verdict === 'object' && verdict?.is === 'unknown';
  const { text } = rule.place;
  const given = open ? (queued(text, queues) ?? proxied(text, ports)) : null;
  return {
    ...rule,
    matches: rule.matches.map(dated),
    ...(order === undefined ? {} : { order: order.map((step) => ('test' in step ? dated(step) : step)) }),
    ...(given === null ? {} : { verdict: given }),
  };
}

/** Local time of who prints it, or of who made the rule, is at most 14 hours off; a little more, and a day is as sure. */
const zones = 24 * 3_600_000;
const date = '(\\d{4}-\\d\\d-\\d\\d)[ T](\\d\\d:\\d\\d:\\d\\d)';

/** Conditions on the date alone: `meta time > "DATE"` of nft(8), `-m time --datestart DATE --datestop DATE` of iptables. */
function atTime(match: Match, now: number): Match {
  const truth = ofNft(match.text, now) ?? ofIptables(match.text, now);
  if (truth === null) return match;
  const { because: _, ...rest } = match;
  return { ...rest, test: () => truth };
}

function ofNft(text: string, now: number): boolean | null {
  const [, sign, day, time] = new RegExp(`^meta time ([<>])=? "${date}"$`).exec(text) ?? [];
  const later = laterThan(now, day, time);
  return later === null ? null : later === (sign === '>');
}

function ofIptables(text: string, now: number): boolean | null {
  const [, ...parts] =
    new RegExp(`^-m time(?: --datestart ${date})?(?: --datestop ${date})?(?: --kerneltz)?$`).exec(text) ?? [];
  const [fromDay, fromTime, toDay, toTime] = parts;
  const begun = fromDay === undefined ? true : laterThan(now, fromDay, fromTime);
  const over = toDay === undefined ? false : laterThan(now, toDay, toTime);
  if (fromDay === undefined && toDay === undefined) return null;
  if (begun === false || over === true) return false;
  return begun === null || over === null ? null : true;
}

/** Null: it is too near to be told without the zone. */
function laterThan(now: number, day = '', time = ''): boolean | null {
  const at = Date.parse(`${day}T${time}Z`);
  return Number.isNaN(at) || Math.abs(now - at) <= zones ? null : now > at;
}

/**
 * What becomes of a packet for a queue that nobody reads: it is dropped, or it goes on where the rule says so (nf_queue(),
 * iptables-extensions(8): NFQUEUE; nft(8): QUEUE STATEMENT). Null: somebody reads one of them.
 */
function queued(text: string, bound: ReadonlySet<number> | null): Verdict | null {
  if (bound === null) return null;
  const xtables = / -j NFQUEUE(?: --queue-(?:num (\d+)|balance (\d+):(\d+)))?((?: --queue-(?:bypass|cpu-fanout))*)$/;
  const nft =
    /(?:^| )queue(?: (?:num|to) (\d+)(?:-(\d+))?| flags ([a-z,]+) to (\d+)(?:-(\d+))?)?((?: bypass| fanout|,)*)$/;
  const [, one, low, high, options = ''] = xtables.exec(text) ?? [];
  if (xtables.test(text)) return verdictOf(Number(one ?? low ?? 0), Number(one ?? high ?? 0), options, bound);
  const [, first, last, flags = '', to, upTo, more = ''] = nft.exec(text) ?? [];
  if (!nft.test(text)) return null;
  const begin = Number(first ?? to ?? 0);
  return verdictOf(begin, Number(last ?? upTo ?? begin), `${flags} ${more}`, bound);
}

function verdictOf(low: number, high: number, options: string, bound: ReadonlySet<number>): Verdict | null {
  if ([...bound].some((queue) => low <= queue && queue <= high)) return null;
  return { is: /\bbypass\b/.test(options) ? 'accept' : 'drop' };
}

/** TPROXY of iptables drops what it finds no socket for (xt_TPROXY.c); that of nft goes on to the next rule. Null: there may be one. */
function proxied(text: string, ports: ReadonlySet<number> | null): Verdict | null {
  const port = / -j TPROXY .*--on-port (\d+)\b/.exec(text)?.[1];
  return port === undefined || ports === null || ports.has(Number(port)) ? null : { is: 'drop' };
}
