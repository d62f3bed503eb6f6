/*
 * A rule as people write it, in the words that nft(8) lists it with.
 */
import type { Token } from './tokens.ts';

/** Words with blanks between, but where they are one value. */
export function phrase(tokens: readonly Token[]): string {
  return joined(usual(tokens.map(({ word }) => word))).reduce(
    (text, word) => text + (word === ',' || text === '' ? '' : ' ') + word,
    '',
  );
}

/** `10.0.0.1 - 10.0.0.9`, `10.0.0.0 / 8`, `192.0.2.1 : 22` are one word each. */
function joined(words: readonly string[]): readonly string[] {
  const out: string[] = [];
  let depth = 0;
  let open = false;
  for (const [i, word] of words.entries()) {
    if (word === '{') depth++;
    else if (word === '}') depth--;
    const next = words[i + 1] ?? '';
    const last = out.at(-1);
    const port = depth === 0 && /^:(?!:)/.test(word);
    const binds =
      word === '-' || (word === '/' && /^\d{1,3}$/.test(next)) || (port && last !== 'to') || word.startsWith(']');
    if (last !== undefined && (open || binds)) out[out.length - 1] = last + word;
    else out.push(word);
    open =
      word === '-' ||
      (binds && word === '/') ||
      (port && word === ':') ||
      /^[\d.:a-f]+-$/i.test(word) ||
      /[[]$|^\]:$/.test(word);
  }
  return out;
}

/** What may be written in more than one way. */
function usual(words: readonly string[]): readonly string[] {
  const at = words.findLastIndex(
    // A flag of `ct status` is no statement.
    (word, i) => /^(?:redirect|dnat|snat|set)$/.test(word) && !/^(?:status|[,|{(!=&/]+)$/.test(words[i - 1] ?? ''),
  );
  if (at < 0) return words;
  const head = words.slice(0, at);
  const rest = words.slice(at + 1);
  const [next = '', target = '', ...more] = rest;
  if (words[at] === 'redirect' && next === 'to' && /^\d+(?:-\d+)?$/.test(target))
    return [...head, 'redirect', 'to', `:${target}`, ...more];
  if (words[at] === 'dnat' || words[at] === 'snat') {
    const family = /^ip6?$/.test(next) && !/^(?:saddr|daddr|addr|prefix|interval|to)$/.test(target) ? [next] : [];
    const to = family.length > 0 ? rest.slice(1) : rest;
    return rest.some((word) => word === 'to') ? words : [...head, words[at] ?? '', ...family, 'to', ...to];
  }
  // `set add KEY @SET`
  const set = rest.findIndex((word) => word.startsWith('@'));
  if (words[at] === 'set' && /^(?:add|update)$/.test(next) && set > 1)
    return [...head, next, rest[set] ?? '', '{', ...rest.slice(1, set), '}', ...rest.slice(set + 1)];
  return words;
}

/** `type filter hook input priority filter+5`: the sum is three words. A dash behind a name would be a part of it. */
export function header(tokens: readonly Token[]): string {
  const words = tokens.map(({ word }) => word);
  const at = words.indexOf('priority');
  if (at < 0) return words.join(' ');
  const [, name = '', sign, by] =
    /^"?([a-z]+|-? ?\d+)"?(?:( ?\+| -) ?(\d+))?$/.exec(words.slice(at + 1).join(' ')) ?? [];
  if (name === '') return words.join(' ');
  const more = sign === undefined ? [] : [sign.trim(), by ?? ''];
  return [...words.slice(0, at + 1), name.replace(' ', ''), ...more].join(' ');
}
