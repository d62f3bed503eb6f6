import type { RulePosition } from '../model/flow.ts';
import { printable } from '../model/text.ts';

/** Where a rule stands: `table ip filter, chain INPUT, handle 3, 5 packets so far`. */
export function whereOf({ family, table, chain, handle, packets, provider }: RulePosition): string {
  const where = provider === undefined ? `table ${family} ${table}, chain ${chain}` : `${provider}: ${table}, ${chain}`;
  const marks = [
    ...(handle === undefined ? [] : [`handle ${handle}`]),
    ...(packets === undefined ? [] : [`${packets} packets so far`]),
  ];
  return [printable(where), ...marks].join(', ');
}
