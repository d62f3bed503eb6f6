import { causes } from '../causes/registry.gen.ts';
import { asksAbout, truthOf } from '../infer/sign.ts';
import type { Facts, Observation, ObservationKind } from '../model/observation.ts';
import type { Sign } from '../model/sign.ts';

type Line = 'sshd.log' | 'server.log';

interface Asked {
  readonly cause: string;
  readonly sign: Sign;
  readonly proves: boolean;
}

/** All was looked at, and nothing seen but one line: what holds then and not without it is what the line says. */
const everything = { has: () => true } as unknown as ReadonlySet<ObservationKind>;
const nothing: Facts = { observations: [], covered: everything };

/** What the catalogue asks of log lines: its signs are the one list of messages. Made when the first line is judged. */
const asked = new Map<Line, readonly Asked[]>();

function askedOf(kind: Line): readonly Asked[] {
  const known = asked.get(kind);
  if (known !== undefined) return known;
  const signs = causes
    .flatMap(({ id, proves, suggests }): readonly Asked[] => [
      ...(proves === undefined ? [] : [{ cause: id, sign: proves, proves: true }]),
      ...(suggests ?? []).map((sign) => ({ cause: id, sign, proves: false })),
    ])
    // What holds without any line is not said by one.
    .filter(({ sign }) => asksAbout(sign, kind) && truthOf(sign, nothing) !== true);
  asked.set(kind, signs);
  return signs;
}

export interface Named {
  /** Ids. */
  readonly causes: readonly string[];
  /** The line alone would prove them; else it only speaks for them. */
  readonly sure: boolean;
}

/** The causes that such a line speaks of: those that it would prove alone, or else those that it suggests. */
export function causesNamed(kind: Line, program: string, message: string): Named {
  const value = kind === 'sshd.log' ? { message } : { program, message };
  const line = { kind, value, at: { evidence: '' } } as Observation;
  const facts: Facts = { observations: [line], covered: everything };
  const named = askedOf(kind).filter(({ sign }) => truthOf(sign, facts) === true);
  const proving = named.filter((n) => n.proves);
  const causes = [...new Set((proving.length > 0 ? proving : named).map((n) => n.cause))].sort();
  return { causes, sure: proving.length > 0 };
}
