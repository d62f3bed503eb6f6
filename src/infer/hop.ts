import type { Facts } from '../model/observation.ts';
import { scopeOf } from '../wire/address.ts';
import { observed } from './facts.ts';

/** Programs that do nothing but dial the target from this very machine, unless they are given a proxy. */
const dialsItself = /^(?:exec )?(?:\S*\/)?(?:nc|ncat|netcat|socat)(?:\.\w+)? (?!.*(?: -[a-z\d]*[xX]|proxy|socks))/i;

/** Which of the hops the words of the helper speak of: the only one there is, or the one that they name. */
export function hopTold(jumps: readonly string[], facts: Facts): string | undefined {
  if (jumps.length < 2) return jumps[0];
  const words = observed(facts, 'proxy.helper').flatMap(({ value: { text = '' } }) => text.split(/[^\w.-]+/));
  const named = jumps.filter((jump) => words.includes(hostOf(jump)));
  return named.length === 1 ? named[0] : undefined;
}

/** A host that takes none of the keys, and would ask a person for a password or a code. */
export const asksPerson: RegExp = /Permission denied \(\S*(?:password|keyboard-interactive)/;

/** Our own attempt was let in by no key, and may answer nothing that the hop would ask a person. */
export function hopAsksPerson(facts: Facts): boolean {
  const ours = observed(facts, 'config.setting').some((o) => o.value.keyword === 'batchmode' && o.value.value === 'no');
  return (
    ours &&
    observed(facts, 'hop.failed').length === 0 &&
    observed(facts, 'proxy.helper').some((o) => asksPerson.test(o.value.text ?? ''))
  );
}

function hostOf(jump: string): string {
  const [, bracketed, plain] = /^(?:ssh:\/\/)?(?:.*@)?(?:\[([^\]]+)\]|([^:]+))/.exec(jump) ?? [];
  return bracketed ?? plain ?? jump;
}

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

/** Who looks up the name of the target: with jump hosts the last one does. */
export function resolverOf(facts: Facts): string {
  const jumps = observed(facts, 'proxy.used').some(({ value }) => value.by === 'jump');
  return jumps ? 'The last jump host' : 'This machine';
}

/** Who does not lead on: where the way to the target fails, a jump host, and the only one there is by its name. */
export function forwarderOf(jumps: readonly string[], facts: Facts): string {
  if (!observed(facts, 'symptom').some((o) => o.value.is === 'config.failed')) return 'The server';
  const [only, ...others] = jumps;
  return only !== undefined && others.length === 0 ? `The jump host ${only}` : 'A jump host';
}
