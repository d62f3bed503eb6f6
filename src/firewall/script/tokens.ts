/*
 * Words of a script of nft(8), as people write it: what need not stand apart is parted, a line goes on behind a backslash.
 */

/** A word, and where it stands. */
export interface Token {
  readonly word: string;
  readonly file: string;
  /** Line of its file, counted from 1. */
  readonly line: number;
}

/** A name as the scanner of nft takes it: a slash or a dash is part of it. */
const name = '[A-Za-z_.][\\w/.\\\\-]*';
const pattern = new RegExp(
  [
    '(\\\\\\r?\\n)', // goes on
    '([ \\t\\r\\f\\v\\u00a0]+)',
    '(\\n)',
    '(#[^\\n]*)',
    '("[^"\\n]*"?)',
    '([(),;{}])',
    '([=!<>]=|<<|>>|[=<>!&|^])',
    `(\\$${name}|\\$)`,
    '([^\\s(),;{}"#=<>!&|^$\\\\]+(?:\\\\\\*)?)', // a star with a backslash stands for itself
    '([^])',
  ].join('|'),
  'gy',
);
const [goesOn, blank, newline, comment, word] = [1, 2, 3, 4, 9];

/** Longer texts are cut off: a list of a million elements has two million words. */
const maxWords = 4_000_000;

/** Comments are left out, but for the handle of a rule. `from`: number of the first line. */
export function tokensOf(text: string, file: string, from: number): readonly Token[] {
  const tokens: Token[] = [];
  let line = from;
  const say = (said: string): void => void tokens.push({ word: said, file, line });
  for (const found of text.matchAll(pattern)) {
    const [all] = found;
    if (tokens.length > maxWords) {
      for (const last of ['\n', '(the text is too long)', '\n']) say(last);
      break;
    }
    if (found[goesOn] !== undefined) line++;
    else if (found[blank] !== undefined) continue;
    else if (found[newline] !== undefined) {
      say(all);
      line++;
    } else if (found[comment] !== undefined) {
      if (/^#\s*handle \d+\s*$/.test(all)) say(all.trim());
    } else if (found[word] !== undefined) parted(all, say);
    else say(all);
  }
  return tokens;
}

/** `new:accept` and `new:` of a map; an address of IPv6 keeps its colons. */
function parted(text: string, say: (word: string) => void): void {
  const [, before = '', behind = ''] = /^(.*?):((?:accept|drop|return|continue|jump|goto)?)$/s.exec(text) ?? [];
  const whole = !text.includes(':') || (behind === '' && (!text.endsWith(':') || before.endsWith(':')));
  if (whole || /::$/.test(text)) say(text);
  else {
    if (before !== '') say(before);
    say(':');
    if (behind !== '') say(behind);
  }
}
