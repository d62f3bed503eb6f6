/*
 * A rule that stops what a host itself sends: whose it is, and what lets the connection out.
 */
import type { Fix } from '../model/fix.ts';
import type { FlowOwner, RulePosition } from '../model/flow.ts';
import { byHand, type Stop } from './admit.ts';
import { asTold } from './cures.ts';
import { readIptables } from './iptables.ts';
import type { RulePlace, Ruleset } from './model.ts';
import { readNft } from './nft.ts';
import { ownerOf, remediesOf } from './owners.ts';

/** What `nft list ruleset`, or `iptables-save` of the family, printed on the host, and where it connects to. */
export interface Outgoing {
  readonly program: string;
  readonly text: string;
  readonly address: string;
  readonly port: number;
}

export interface Stopper {
  readonly position: RulePosition;
  /** Null: nobody's that is known. */
  readonly owner: FlowOwner | null;
  readonly fixes: readonly Fix[];
}

/** The rule with these words; null: it is not there as one rule. */
export function stopperOf({ program, text, address, port }: Outgoing, words: string): Stopper | null {
  const family = address.includes(':') ? 6 : 4;
  const ruleset = program === 'nft' ? readNft(text) : readIptables(text, { family });
  const found = placesOf(ruleset).filter((one) => one.text === words);
  const [place] = found;
  if (place === undefined || found.length > 1) return null;
  const table = ruleset.tables.find(({ family: of, name }) => of === place.family && name === place.table) ?? null;
  const ends = { from: null, to: address, fromPort: null, toPort: port };
  const terms = { family, ...ends, original: null, established: false } as const;
  const stop: Stop = { place, way: 'out', client: null, host: null, port, terms, path: [], table, told: new Map() };
  const owner = ownerOf(place, ruleset, { port });
  const own = remediesOf(stop)?.admissions ?? [];
  const hand =
    owner === null
      ? [{ ...byHand(ruleset.tool, stop, place.number), say: 'Let it out before the rule that stops it.' }]
      : [];
  const fixes = [...own, ...hand].map(
    ({ tool, say, commands, undo }): Fix => ({
      who: 'client',
      risk: 'none',
      ...(tool === null ? {} : { platform: tool }),
      say,
      commands,
      undo,
    }),
  );
  const told =
    fixes.length > 0 || owner === null ? [] : asTold(owner).map((fix) => ({ ...fix, who: 'client' as const }));
  return { position: positionOf(place), owner, fixes: [...fixes, ...told] };
}

function placesOf({ tables }: Ruleset): readonly RulePlace[] {
  return tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules.map(({ place }) => place)));
}

function positionOf({ family, table, chain, number, handle, packets }: RulePlace): RulePosition {
  const marks = { ...(handle === undefined ? {} : { handle }), ...(packets === undefined ? {} : { packets }) };
  return { family, table, chain, number, ...marks };
}
