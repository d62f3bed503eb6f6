import type { Bundle } from '../model/bundle.ts';
import { addressBook } from './pseudonyms/addresses.ts';
import { nameBook } from './pseudonyms/names.ts';
import { printBook } from './pseudonyms/prints.ts';
import { unfolded } from './pseudonyms/unfolded.ts';

/**
 * The same bundle about other people and machines: hosts are host1, host2 …, users user1, user2 …, and addresses are
 * others. The same has the same name everywhere. Addresses that have a network in common have one in common, of the same
 * size, and keep their order, so that rules and routes decide as before. `bit` gives a random one; who has the bundle
 * cannot go back without them.
 */
export function pseudonymous(own: Bundle, bit: () => boolean): Bundle {
  const bundle = walk(own, unfolded);
  const texts: string[] = [];
  walk(bundle, (text) => {
    texts.push(text);
    return text;
  });
  const whole = texts.join('\n');
  const names = nameBook(whole);
  const addresses = addressBook(texts, bit);
  const prints = printBook();
  return walk(bundle, (text) => prints(addresses(names(text))));
}

/** Words of ours, not of anybody else. */
const ours: readonly string[] = ['id', 'kind', 'vantage', 'version', 'at', 'startedAt', 'format'];

function walk<T>(value: T, rewrite: (text: string) => string, key = ''): T {
  if (typeof value === 'string') return (ours.includes(key) ? value : rewrite(value)) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => walk(item, rewrite)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [rewrite(name), walk(item, rewrite, name)]),
  ) as T;
}
