/*
 * The setting with which it works, in the words of a person: what it changes is what was wrong.
 */
import type { Said } from './sentence.ts';

/** What letters stand for. */
const letters: Readonly<Record<string, string>> = { m: 'macs', c: 'ciphers' };
const option =
  /\bssh(?:\.exe)? (?:-\S+ )*?(?:-o ?["']?(\w{4,30}) ?[= ] ?([\w@.,+^-]{1,80})["']?|-([mc]) ([\w@.,-]{3,80}))(.*)$|(?:^|[\s"'`(])-o ?["']?(\w{4,30})=([\w@.,+^-]{1,80})["']?(.*)$/i;
/** Behind it: that it works, or what the server says to who is in. */
const works =
  /^[^;]{0,60}?(?:\b(?:works|worked|helps|helped|fixes|fixed|solves|solved|is (?:fine|ok|okay|instant))\b|[\u2192>:] ?(?:Hi |Welcome |Last login: ).*)/i;
const not =
  /\b(?:not|no|nothing|never|n't|neither|nor|only|without|if|would|should|could|might|either|until|used to)\b|n't\b|\?/i;

export function remedied(text: string): readonly Said[] {
  const found = option.exec(text);
  const [, long, value, letter, of, after, bare, bareValue, bareAfter] = found ?? [];
  const keyword = (long ?? bare ?? letters[letter?.toLowerCase() ?? ''])?.toLowerCase();
  const said = after ?? bareAfter ?? '';
  const set = value ?? bareValue ?? of;
  if (found === null || keyword === undefined || set === undefined || !works.test(said)) return [];
  if (not.test(text.slice(0, found.index)) || not.test(said)) return [];
  return [['client.remedy', { keyword, value: set.toLowerCase() }]];
}
