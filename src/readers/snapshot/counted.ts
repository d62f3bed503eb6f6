import type { Unseen } from '../../firewall/iptables/condition.ts';
import type { ServerView } from '../../model/part.ts';
import { sameNetwork } from '../../wire/address.ts';

/**
 * Whether the client is over the limit of this rule, by the kernel's own lists: `recent` when it came last, `hashlimit`,
 * `connlimit` and `ct count` at the moment of the snapshot (iptables-extensions(8), /proc/net/xt_recent,
 * /proc/net/ipt_hashlimit, ss(8)). False: not, or nobody knows.
 */
export function isOver(server: ServerView, rule: string): boolean {
  const { from } = server;
  if (from === null) return false;
  const lines = listed(server);
  const bucket = / --hashlimit-name (\S+)/.exec(rule)?.[1];
  if (bucket !== undefined)
    return lines.some(({ module, list, text }) => /hashlimit/.test(module) && list === bucket && isEmpty(text, from));
  const above = Number(/ --connlimit-above (\d+)/.exec(rule)?.[1] ?? /\bct count over (\d+)/.exec(rule)?.[1]);
  if (above >= 0) return connected(server, rule).length >= above;
  const list = / -m recent .*--name (\S+)/.exec(rule)?.[1];
  const seconds = Number(/ --seconds (\d+)/.exec(rule)?.[1]);
  const hits = Number(/ --hitcount (\d+)/.exec(rule)?.[1]);
  if (list === undefined || !(seconds > 0) || !(hits > 0)) return false;
  return lines.some(
    (line) => line.module === 'xt_recent' && line.list === list && came(server, line.text, seconds, hits),
  );
}

/**
 * The lists of `recent` in these rules that the client does not stand on: the kernel shows none with its address, and no packet to
 * the port puts it on one before it is asked for. Undefined: nobody knows.
 */
export function unseenBy(server: ServerView, rules: readonly string[]): Unseen | undefined {
  const { from, port } = server;
  const section = server.whole('counted');
  if (from === null || section === null || section.status !== 0 || section.lines.length >= most) return undefined;
  const on = new Set(listed(server).flatMap(({ list, text }) => (sourceIn(text, from) ? [list] : [])));
  const named = rules.flatMap((rule) => {
    const list = / -m recent .*--name (\S+)/.exec(rule)?.[1];
    const elsewhere = new RegExp(` --dport (?!${port}\\b)\\d+(?: |$)`).test(rule);
    const fills = / --(?:set|update)\b/.test(rule) && !elsewhere;
    // A list of networks has the client under another address.
    const open = fills || !/ --mask (?:255\.255\.255\.255|(?:ffff:){7}ffff)(?: |$)/.test(rule);
    return list === undefined ? [] : [{ list, open }];
  });
  const open = new Set(named.flatMap((one) => (one.open ? [one.list] : [])));
  const lists = new Set(named.map(({ list }) => list).filter((list) => !on.has(list) && !open.has(list)));
  return { source: from, lists, times: timesOf(server, from) };
}

/** How often the lists of `recent` have the client, as the kernel shows it. */
function timesOf(server: ServerView, from: string): ReadonlyMap<string, number> {
  const rows = listed(server).filter(({ module, text }) => module === 'xt_recent' && sourceIn(text, from));
  return new Map(
    rows.map(({ list, text }) => [list, (/ oldest_pkt: \d+ (.*)$/.exec(text)?.[1] ?? '').split(',').length]),
  );
}

/** So many lines are collected at most. */
const most = 400;

interface Listed {
  readonly module: string;
  readonly list: string;
  readonly text: string;
}

function listed(server: ServerView): readonly Listed[] {
  return (server.whole('counted')?.lines ?? []).flatMap((line) => {
    const [, module = '', list = '', text = ''] = /^\/proc\/net\/(\w+)\/([^:]+):(.*)$/.exec(line) ?? [];
    return module === '' ? [] : [{ module, list, text }];
  });
}

function sourceIn(text: string, from: string): boolean {
  const source = /^src=(\S+) /.exec(text)?.[1];
  return source !== undefined && sameNetwork(source, from);
}

/** `EXPIRES SOURCE:PORT->TARGET:PORT CREDIT CAP COST`: less credit is left than a packet costs. */
function isEmpty(text: string, from: string): boolean {
  const [, source = '', credit = '', cost = ''] = /^\d+ ([\da-f.:]+):\d+->\S+ (\d+) \d+ (\d+)$/.exec(text) ?? [];
  return source !== '' && sameNetwork(source, from) && BigInt(credit) < BigInt(cost);
}

/** `src=SOURCE … last_seen: JIFFIES oldest_pkt: N JIFFIES, …`: so many times in so many seconds before it came last. */
function came(server: ServerView, text: string, seconds: number, hits: number): boolean {
  const [, source = '', seen = '', times = ''] =
    /^src=(\S+) .*last_seen: (\d+) oldest_pkt: \d+ ([\d, ]+)$/.exec(text) ?? [];
  if (source === '' || server.from === null || !sameNetwork(source, server.from)) return false;
  const last = Number(seen);
  const rates = ratesOf(server, last);
  const within = (hz: number): number => times.split(', ').filter((time) => last - Number(time) <= seconds * hz).length;
  return rates.length > 0 && rates.every((hz) => within(hz) >= hits);
}

/** The connections to the port that the limit counts together with one more of the client's: of the same network, or all. */
function connected(server: ServerView, rule: string): readonly string[] {
  const { from } = server;
  const section = server.whole('connections');
  if (from === null || section === null) return [];
  // What has ended is not counted, although the kernel keeps it for a minute.
  const peers = section.lines.flatMap(
    (line) =>
      /^(?!TIME-WAIT|CLOSED)[A-Z-]+\d?\s+\d+\s+\d+\s+\S+\s+\[?(?:::ffff:)?([\da-f.:]+?)\]?:\d+(?:\s|$)/i.exec(
        line,
      )?.[1] ?? [],
  );
  if (/\bct count\b/.test(rule)) return /[{@]/.test(rule) ? peers.filter((peer) => peer === from) : peers;
  if (/ --connlimit-daddr/.test(rule)) return peers;
  const mask = / --connlimit-mask (\d+)/.exec(rule)?.[1] ?? (from.includes(':') ? '128' : '32');
  return peers.filter((peer) => sameNetwork(peer, `${from}/${mask}`));
}

/**
 * How many jiffies may go to a second. They begin five minutes before 2^32 (jiffies.h: INITIAL_JIFFIES), so the right one of those
 * in use, and seldom another, has the client come within the last minutes of the uptime.
 */
function ratesOf(server: ServerView, jiffies: number): readonly number[] {
  const up = Number(server.whole('uptime')?.lines[0]?.split(' ')[0]);
  if (!(up > 0)) return [];
  return [100, 250, 300, 1000].filter((hz) => {
    const ago = up - ((jiffies - 2 ** 32) / hz + 300);
    return ago >= -1 && ago < 600;
  });
}
