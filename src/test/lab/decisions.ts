import { connect } from '../../firewall/connection.ts';
import type { Decision, Ruleset } from '../../firewall/model.ts';
import { addresses, listening } from './rulesets.ts';

export interface Decided {
  readonly action: Decision['action'];
  readonly how: string | undefined;
  readonly rule: unknown;
  readonly policy: unknown;
  readonly translated: unknown;
  readonly path: unknown;
}

/** What is decided, without lines: those are of another text. `handles`: both texts have them. */
function decided(decision: Decision, handles: boolean): Decided {
  const { action, how, rule, policy, translated, path } = decision;
  const own = (handle: number | undefined): number | undefined => (handles ? handle : undefined);
  return {
    action,
    how,
    policy: policy === null ? null : [policy.family, policy.table, policy.chain],
    rule: rule === null ? null : [rule.family, rule.table, rule.chain, own(rule.handle), rule.number],
    translated: translated === null ? null : [own(translated.place.handle), translated.to, translated.toPort],
    path: path.map(({ hook, place, matched, verdict }) => [
      hook,
      place.table,
      place.chain,
      own(place.handle),
      matched,
      verdict,
    ]),
  };
}

/** Every way that a ruleset is asked about: families, clients, ports, devices. */
export function decisions(
  rules: readonly Ruleset[],
  handles = true,
): readonly { readonly in: Decided; readonly out: Decided | null }[] {
  return ([4, 6] as const).flatMap((family) =>
    [...addresses[family].clients, null].flatMap((from) =>
      [...listening, 9].flatMap((toPort) =>
        ['eth0', 'lo', undefined].map((inBy) => {
          const to = addresses[family].server;
          const device = inBy === undefined ? {} : { inBy, outBy: inBy };
          const { in: there, out } = connect(rules, { from, fromPort: 30_000, to, toPort, ...device });
          return {
            from,
            to,
            toPort,
            inBy,
            in: decided(there, handles),
            out: out === null ? null : decided(out, handles),
          };
        }),
      ),
    ),
  );
}
