import type { ServerView } from '../../model/part.ts';
import { sameNetwork } from '../../wire/address.ts';

/**
 * Whether the kernel's own list has the client over the limit of this rule of iptables: `recent` when it came last, `hashlimit`
 * at the moment of the snapshot (iptables-extensions(8), /proc/net/xt_recent, /proc/net/ipt_hashlimit). False: not, or nobody
 * knows.
 */
export function isOver(server: ServerView, rule: string): boolean {
  const { from } = server;
  if (from === null) return false;
  const lines = (server.whole('counted')?.lines ?? []).flatMap((line) => {
    const [, module = '', list = '', text = ''] = /^\/proc\/net\/(\w+)\/([^:]+):(.*)$/.exec(line) ?? [];
    return module === '' ? [] : [{ module, list, text }];
  });
  const bucket = / --hashlimit-name (\S+)/.exec(rule)?.[1];
  if (bucket !== undefined)
    return lines.some(({ module, list, text }) => /hashlimit/.test(module) && list === bucket && isEmpty(text, from));
  const list = / -m recent .*--name (\S+)/.exec(rule)?.[1];
  const seconds = Number(/ --seconds (\d+)/.exec(rule)?.[1]);
  const hits = Number(/ --hitcount (\d+)/.exec(rule)?.[1]);
  if (list === undefined || !(seconds > 0) || !(hits > 0)) return false;
  return lines.some(
    (line) => line.module === 'xt_recent' && line.list === list && came(server, line.text, seconds, hits),
  );
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
  const hz = hzOf(server, last);
  if (hz === null) return false;
  return times.split(', ').filter((time) => last - Number(time) <= seconds * hz).length >= hits;
}

/**
 * How many jiffies go to a second. They begin five minutes before 2^32 (jiffies.h: INITIAL_JIFFIES), so only the right one of
 * those in use has the client come within the last minutes of the uptime. Null: none has, or several.
 */
function hzOf(server: ServerView, jiffies: number): number | null {
  const up = Number(server.whole('uptime')?.lines[0]?.split(' ')[0]);
  if (!(up > 0)) return null;
  const fitting = [100, 250, 300, 1000].filter((hz) => {
    const ago = up - ((jiffies - 2 ** 32) / hz + 300);
    return ago >= -1 && ago < 600;
  });
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}
