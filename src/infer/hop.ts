import type { Facts } from '../model/observation.ts';
import { scopeOf } from '../wire/address.ts';
import { observed } from './facts.ts';

/** Programs that do nothing but dial the target from this very machine, unless they are given a proxy. */
const dialsItself = /^(?:exec )?(?:\S*\/)?(?:nc|ncat|netcat|socat)(?:\.\w+)? (?!.*(?: -[a-z\d]*[xX]|proxy|socks))/i;

/**
 * The addresses that the last hop before the server is known by here, where not this machine makes the connection: none
 * where it is some other helper, or nobody knows. Null: this machine makes it.
 */
export function hopOf(facts: Facts): readonly string[] | null {
  const used = observed(facts, 'proxy.used').some(({ value }) => value.by === 'jump' || !dialsItself.test(value.text));
  const set = observed(facts, 'config.setting').some(({ value: { keyword, value } }) => {
    if (value === 'none') return false;
    return keyword === 'proxyjump' || (keyword === 'proxycommand' && !dialsItself.test(value));
  });
  if (!used && !set) return null;
  const known = new Set(observed(facts, 'proxy.hop').map(({ value }) => value.address));
  // A hop on this machine itself goes on from whichever of its addresses.
  return [...known].filter((address) => !['loopback', 'unspecified', 'link-local'].includes(scopeOf(address)));
}
