/*
 * The address that the client comes from, where a text tells it: the client's own end, or the server's log.
 */
import { familyOf, isAddress, scopeOf } from '../wire/address.ts';
import { dialledIn } from './pasted.ts';
import { one, toldSource } from './source/told.ts';
import { sshdMessage } from './sshd-log.ts';

const logged = / from (?:user \S+ )?([\da-f]{0,4}[.:][\da-f.:]*[\da-f]) port \d+/i;

/** The one address; null: the text tells none, or several. What is said of the client goes before what a log has. */
export function sourceIn(raw: readonly string[]): string | null {
  const own = toldSource(raw);
  if (own !== undefined) return own;
  const found = raw.map((line) => logged.exec(sshdMessage(line) ?? '')?.[1]);
  return one(found, dialledIn(raw).hosts) ?? null;
}

const near = ['private', 'unique-local', 'cgnat', 'link-local', 'loopback', 'container'];

/**
 * The same, where it is also the one that packets to the dialled address bear: both are addresses of the internet and of one
 * family, so that no tunnel and no translation of addresses on the way is likely to make another of it.
 */
export function sourceAt(raw: readonly string[]): string | null {
  const from = sourceIn(raw);
  const [to, ...others] = [...dialledIn(raw).hosts].filter(isAddress);
  if (from === null || to === undefined || others.length > 0) return null;
  const isNear = (text: string): boolean => near.includes(scopeOf(text));
  return familyOf(from) === familyOf(to) && !isNear(from) && !isNear(to) ? from : null;
}
