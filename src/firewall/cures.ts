/*
 * What helps against a rule that stops a connection, as fixes of a diagnosis: each was made in the rules that were read, and
 * followed.
 */
import type { Fix } from '../model/fix.ts';
import type { FlowChange, FlowOwner } from '../model/flow.ts';
import { type Admission, byHand, forAll, liftedByHand, type Stop } from './admit.ts';
import type { Flow } from './flow.ts';
import type { Decision } from './model.ts';
import { remediesOf } from './owners.ts';
import type { RulesFile } from './sources.ts';
import { changesOf, type Made, made, type State, stateOf, stopAt, toolOf, walk } from './why-not.ts';

/** Fixes against what stops the connection first; empty: nothing does, or nothing is known to help. */
export interface Cures {
  /** Line and words of the rule or, without words, of the policy. Null: no rule. */
  readonly at: { readonly file: string; readonly line: number; readonly text: string | null } | null;
  readonly fixes: readonly Fix[];
}

/** The least risky first: what lets the one client in, where it is known, then what lets in each. */
export function curesOf(files: readonly RulesFile[], flow: Flow): Cures {
  const state = stateOf(files, flow);
  const { decision, way } = walk(state, flow);
  const place = decision.rule ?? decision.policy;
  if (place === null || decision.action === 'accept' || decision.action === 'unknown') return { at: null, fixes: [] };
  const narrow = flow.from === null ? null : enough(changesOf(state, flow, 'client'));
  const wide = enough(changesOf(state, flow, 'all'));
  const stop = stopAt(state, place, { decision, way, flow });
  const owner = stop === null ? null : (remediesOf(stop)?.owner ?? null);
  // What goes past the owner of the rules lasts until the owner's next reload: it is told where nothing else is.
  const own = narrow !== null && narrow.changes.length > 0 && narrow.changes.every(({ past }) => past !== true);
  const helps = own || wide.changes.length === 0;
  const said = owner === null || own || wide.changes.length > 0 ? [] : asTold(owner);
  const fixes = [...said, ...(narrow !== null && helps ? narrowed(narrow) : []), ...widened(wide)];
  const text = decision.rule?.text ?? null;
  const at = { ...state.sources.placeOf(place.line), text };
  return { at, fixes: distinct(fixes) };
}

/** Against a rule that sends the connection elsewhere: the setting behind it, then an exception, then the rule itself. */
export function redirectCures(files: readonly RulesFile[], flow: Flow): Cures {
  const state = stateOf(files, flow);
  const { decision } = walk(state, flow);
  const place = decision.translated?.place;
  const stop = place === undefined ? null : stopAt(state, place, { decision, way: 'in', flow });
  if (place === undefined || stop === null) return { at: null, fixes: [] };
  // As it was before the rule.
  const terms = { ...stop.terms, to: stop.host, toPort: flow.port, fromPort: null, original: null };
  const before: Stop = { ...stop, terms: { ...forAll(terms), to: stop.host } };
  const tool = toolOf(state, stop);
  const owner = remediesOf(stop)?.owner ?? null;
  const lifted = owner === null ? liftedByHand(tool, before) : null;
  const hand = [byHand(tool, before, before.place.number ?? 1), ...(lifted === null ? [] : [lifted])];
  const works = hand.filter((one) => passes(state, before, one, flow));
  const fixes = works.map((one) =>
    fixOf([{ ...one, say: one === lifted ? 'Take out the rule that takes the port.' : exception }]),
  );
  return {
    at: { ...state.sources.placeOf(place.line), text: place.text },
    fixes: [...(owner === null ? [] : asTold(owner)), ...fixes],
  };
}

const exception = 'Leave this port to the host, before the rule that takes it.';

function passes(state: State, stop: Stop, { edit }: Admission, flow: Flow): boolean {
  const next = made(state, stop, edit, flow);
  const after: Decision | null = next === null ? null : walk(next, flow).decision;
  return after !== null && after.translated === null;
}

/** Changes that get past one rule, and are stopped by the next, help nobody. */
function enough(all: Made): Made {
  const { action } = all.end;
  return action === 'drop' || action === 'reject' ? { ...all, changes: [] } : all;
}

/** What the owner of a rule has to say of it: the change of the setting that is behind it. */
export function asTold({ tool, setting, command, undo }: FlowOwner): readonly Fix[] {
  if (command === null) return [];
  const say = `Change what is behind it: ${setting}.`;
  const fix = { who: 'server', risk: 'reload', platform: tool, say, commands: [command] } as const;
  return [undo === undefined ? fix : { ...fix, undo: [undo] }];
}

/** What keeps it comes apart: it may be more than was asked for. */
function narrowed({ changes }: Made): readonly Fix[] {
  if (changes.length === 0) return [];
  const lasting = [...new Set(changes.flatMap(({ past, lasting: more }) => (past === true ? [] : more)))];
  const first = fixOf(changes);
  const platform = first.platform === undefined ? {} : { platform: first.platform };
  const keep = { who: 'server', risk: 'none', ...platform, say: 'Keep it that way.', commands: lasting } as const;
  return [first, ...(lasting.length === 0 ? [] : [keep])];
}

function widened({ changes }: Made): readonly Fix[] {
  if (changes.length === 0) return [];
  return [fixOf(changes.map((change) => ({ ...change, commands: [...change.commands, ...change.lasting] })))];
}

/** Several changes, one behind the other, are one fix. */
function fixOf(changes: readonly FlowChange[]): Fix {
  const tools = [...new Set(changes.flatMap(({ tool, past }) => (past === true ? [] : (tool ?? []))))];
  const undo = [...changes].reverse().flatMap((change) => change.undo);
  const say = [...new Set(changes.flatMap((change) => [change.say, ...(change.risk === null ? [] : [change.risk])]))];
  return {
    who: 'server',
    risk: 'none',
    say: say.join(' '),
    ...(tools.length === 0 ? {} : { platform: tools.join(', ') }),
    commands: [...new Set(changes.flatMap((change) => change.commands))],
    ...(undo.length === 0 ? {} : { undo }),
  };
}

function distinct(fixes: readonly Fix[]): readonly Fix[] {
  const first = (fix: Fix): string => fix.commands[0] ?? '';
  return fixes.filter((fix, i) => fixes.findIndex((other) => first(other) === first(fix)) === i);
}
