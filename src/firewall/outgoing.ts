/*
 * Rules that stop a connection which a host itself begins: whose they are, and what lets it out, or its answers in.
 */
import type { Fix } from '../model/fix.ts';
import type { FlowOwner, RulePosition } from '../model/flow.ts';
import { byHand, type Stop } from './admit.ts';
import { asTold } from './cures.ts';
import { type Dialled, dial } from './dial.ts';
import { readIptables } from './iptables.ts';
import type { RulePlace, Ruleset, Table } from './model.ts';
import { readNft } from './nft.ts';
import type { Place } from './owner.ts';
import { ownerOf, remediesOf } from './owners.ts';
import { type RulesFile, Sources } from './sources.ts';

/** Where a host connects to. */
export interface Aim {
  readonly address: string;
  readonly port: number;
}

/** What `nft list ruleset`, or `iptables-save` of the family, printed on the host, and where it connects to. */
export interface Outgoing extends Aim {
  readonly program: string;
  readonly text: string;
}

export interface Stopper {
  readonly position: RulePosition;
  /** Null: nobody's that is known. */
  readonly owner: FlowOwner | null;
  readonly fixes: readonly Fix[];
}

/** A packet that the rules stop for certain. */
export interface Stopped extends Stopper {
  readonly action: 'drop' | 'reject';
  readonly way: 'in' | 'out';
  /** The rule, or the policy of which chain. */
  readonly text: string;
}

/** The rule with these words; null: it is not there as one rule. */
export function stopperOf({ program, text, ...aim }: Outgoing, words: string): Stopper | null {
  const ruleset = program === 'nft' ? readNft(text) : readIptables(text, { family: familyOf(aim) });
  const found = placesOf(ruleset).filter((one) => one.text === words);
  const [place] = found;
  return place === undefined || found.length > 1 ? null : stopperAt(place, ruleset, 'out', aim);
}

/** What the rules of a host, as its programs print them, stop of a connection that it begins; null: nothing that is certain. */
export function stoppedBy(
  files: readonly RulesFile[],
  { address, port, from, by }: Aim & Pick<Dialled, 'from' | 'by'>,
): Stopped | null {
  const rulesets = new Sources(files).read(familyOf({ address }));
  const ways = dial(rulesets, { from, to: address, toPort: port, ...(by === undefined ? {} : { by }) });
  for (const way of [ways.out, ways.in, ways.ack]) {
    const place: Spot | null = way?.rule ?? way?.policy ?? null;
    if (way === null || place === null || (way.action !== 'drop' && way.action !== 'reject')) continue;
    const ruleset = rulesets.find(({ tables }) => tables.some((table) => isOf(place, table)));
    if (ruleset === undefined) return null;
    const direction = way === ways.in ? 'in' : 'out';
    // Before the connection is looked up no rule knows what belongs to it.
    const known = way.packet.state === 'established';
    const text = place.text ?? `${place.family} ${place.table} ${place.chain}: policy drop`;
    return {
      action: way.action,
      way: direction,
      text,
      ...stopperAt(place, ruleset, direction, { address, port }, known),
    };
  }
  return null;
}

const familyOf = ({ address }: Pick<Aim, 'address'>): 4 | 6 => (address.includes(':') ? 6 : 4);

const isOf = (place: Place, { family, name }: Table): boolean => family === place.family && name === place.table;

function stopperAt(place: Spot, ruleset: Ruleset, way: 'in' | 'out', { address, port }: Aim, known = false): Stopper {
  const table = ruleset.tables.find((one) => isOf(place, one)) ?? null;
  const answers = { from: address, to: null, fromPort: port, toPort: null, established: known };
  const sent = { from: null, to: address, fromPort: null, toPort: port, established: false };
  const terms = { family: familyOf({ address }), ...(way === 'in' ? answers : sent), original: null };
  const stop: Stop = { place, way, client: null, host: null, port, terms, path: [], table, told: new Map() };
  const owner = ownerOf(place, ruleset, { port });
  const own = way === 'in' ? [] : (remediesOf(stop)?.admissions ?? []);
  const before = place.number ?? null;
  const say = `Let ${way === 'in' ? 'its answers in' : 'it out'} ${before === null ? 'at the end of the chain' : 'before the rule that stops it'}.`;
  const hand = owner === null ? [{ ...byHand(ruleset.tool, stop, before), say }] : [];
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

/** A rule, or the policy of a chain. */
type Spot = Place & Partial<Pick<RulePlace, 'handle' | 'packets'>>;

function positionOf({ family, table, chain, number, handle, packets }: Spot): RulePosition {
  return {
    family,
    table,
    chain,
    ...(number === undefined ? {} : { number }),
    ...(handle === undefined ? {} : { handle }),
    ...(packets === undefined ? {} : { packets }),
  };
}
