import type { Decision, RulePlace } from './model.ts';

/** Something that stops a packet, or may. */
export interface Drop {
  readonly action: 'drop' | 'reject' | 'unknown';
  readonly how?: string;
  readonly by: RulePlace | null;
  readonly policy: Decision['policy'];
  /** What it hinges on; null when it is certain for a packet that comes to this base chain. */
  readonly why: string | null;
  readonly route?: string;
}

/** What else is known of a packet that was followed to its end. */
export interface Followed {
  /** Some way leads through. */
  readonly passes: boolean;
  /** The rule that let it in. */
  readonly accepted: RulePlace | null;
  /** What its translation hinges on. */
  readonly open: string | null;
  /** What nobody here understands. */
  readonly unread: ReadonlySet<string>;
  readonly rest: Pick<Decision, 'translated' | 'packet' | 'path'>;
}

/** What all that may stop it comes to; the drops stand in the order in which they were met. */
export function decided(drops: readonly Drop[], { passes, accepted, open, unread, rest }: Followed): Decision {
  const last = drops.at(-1);
  const first = firstOpen(drops) ?? last;
  if (last === undefined || first === undefined) {
    return { ...rest, action: 'accept', rule: accepted, policy: null, condition: null };
  }
  const same = drops.every((drop) => drop.action === last.action && drop.how === last.how);
  if (!passes && same && last.action !== 'unknown') {
    return certain(drops.find((drop) => drop.why === null) ?? last, rest);
  }
  const condition = first.why ?? open ?? 'what came before';
  const told = passes && first.action !== 'unknown' && !unread.has(condition);
  const action = told ? 'may-drop' : 'unknown';
  const route = first.route === undefined ? {} : { route: first.route };
  const end = passes ? undefined : endOf(drops);
  const stopped = end === undefined ? {} : { end: certain(end, rest) };
  return { ...rest, action, rule: first.by, policy: first.policy, condition, ...route, ...stopped };
}

function certain(drop: Drop, rest: Followed['rest']): Decision {
  return {
    ...rest,
    action: drop.action,
    rule: drop.by,
    policy: drop.policy,
    condition: null,
    ...(drop.how === undefined ? {} : { how: drop.how }),
    ...(drop.route === undefined ? {} : { route: drop.route }),
  };
}

/** What stops it in the end, when all that may do so before would in another way. */
function endOf(drops: readonly Drop[]): Drop | undefined {
  const end = drops.at(-1);
  const other = drops.slice(0, -1).every((drop) => drop.action !== 'unknown' && drop.action !== end?.action);
  return end?.action === 'unknown' || !other ? undefined : end;
}

/** What may stop it first; where that is only asked when something unknown lets it pass, it hinges on the latter. */
function firstOpen(drops: readonly Drop[]): Drop | undefined {
  const at = drops.findIndex(({ action }) => action !== 'unknown');
  const unknown = drops.slice(0, Math.max(0, at)).at(-1);
  return drops[at]?.why === null ? (unknown ?? drops[at]) : drops[at];
}
