/*
 * Who knocks at every server of the internet. Where somebody is let in, what others are told once, from everywhere and without
 * the name of an account of this host, is no login that fails.
 */
import { familyOf, scopeOf } from '../../wire/address.ts';
import { addressesIn, type Connection, type Logged, userIn } from './superseded.ts';

/** From so many addresses no one person comes. */
const many = 3;

/** What sshd says to somebody who names no account, or one that is not there. */
const said = [
  /^Invalid user |^(?:error: )?\S.*\binvalid user /,
  /^(?:error: )?kex_exchange_identification: |^banner exchange: |^(?:error: )?Protocol major versions differ/,
  /^Did not receive identification|^Bad protocol version|^(?:fatal: )?Unable to negotiate with /,
  /^(?:Connection (?:closed|reset) by|Disconnected from|Received disconnect from) [\da-f.:]+ port \d+/,
  /^(?:fatal: )?Timeout before authentication|^pam_unix\(sshd:auth\): check pass; user unknown/,
];

/**
 * The connections of strangers where somebody else was let in; none where they come from too few places. Who comes twice, or
 * from a private network, may be the one who asks.
 */
export function strangers<L extends Logged>(all: readonly Connection<L>[]): ReadonlySet<Connection<L>> {
  const welcome = all.filter(({ lines }) => lines.some(({ message }) => message.startsWith('Accepted ')));
  if (welcome.length === 0) return new Set();
  const known = new Set(welcome.flatMap(({ addresses }) => addresses));
  const times = new Map<string, number>();
  for (const { addresses } of all) for (const one of new Set(addresses)) times.set(one, (times.get(one) ?? 0) + 1);
  const strange = (address: string): boolean =>
    !known.has(address) && times.get(address) === 1 && ['public', 'documentation'].includes(scopeOf(address));
  const odd = all.filter(
    ({ lines, listener, addresses }) =>
      !listener &&
      addresses.every(strange) &&
      lines.every(({ message }) => said.some((pattern) => pattern.test(message))),
  );
  return new Set(odd.flatMap(({ addresses }) => addresses)).size < many ? new Set() : new Set(odd);
}

const far = (address: string): boolean => ['public', 'documentation'].includes(scopeOf(address));

/**
 * What sshd says to another address than the one that the client is known to come from, and names nobody: both are addresses of
 * the internet, and nothing on the way makes one of the other.
 */
export function isToAnother({ message }: Logged, source: string | null | undefined): boolean {
  if (source == null || !far(source) || userIn(message) !== undefined) return false;
  const addresses = addressesIn(message);
  return (
    addresses.length > 0 && addresses.every((one) => one !== source && far(one) && familyOf(one) === familyOf(source))
  );
}
