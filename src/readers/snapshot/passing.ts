import type { Decision } from '../../firewall/model.ts';
import type { ServerView } from '../../model/part.ts';
import type { Filters } from './filters.ts';

/**
 * A card that is a bridge, and a table of the family bridge that stops something: its rules are asked about the frames of the same
 * packets, and are not followed here (nft(8): bridge address family).
 */
export function bridgeMayStop(server: ServerView, { rulesets }: Filters, device: string | undefined): boolean {
  if (device === undefined || !isBridge(server, device)) return false;
  const tables = rulesets.flatMap((set) => set.tables).filter(({ family }) => family === 'bridge');
  return tables.some(({ chains }) =>
    chains.some(
      ({ base, rules }) => base?.policy === 'drop' || rules.some(({ place }) => /\b(?:drop|reject)\b/.test(place.text)),
    ),
  );
}

/** `ip -d address` shows of a bridge what only a bridge has, below its head. */
function isBridge(server: ServerView, device: string): boolean {
  let head = '';
  for (const line of server.whole('addresses')?.lines ?? []) {
    head = /^\d+: ([^:@\s]+)/.exec(line)?.[1] ?? head;
    if (head === device && /^\s+bridge forward_delay /.test(line)) return true;
  }
  return false;
}

/** A rule has left it so few hops that it may not arrive. */
export function fewHopsLeft({ path }: Decision): boolean {
  return path.some(({ place, matched }) => matched !== false && shortLived.test(place.text));
}

const shortLived = /(?:--(?:ttl|hl)-set|\bip ttl set|\bip6 hoplimit set) \d\b/;
