/*
 * A line as a terminal or a page would show it: no colours, no links, nothing struck out, plain ASCII punctuation.
 */

import { withoutEntities, withoutEscapes, withoutTags } from './markup.ts';

/** ECMA-48 control sequences, OSC (links, titles) to its end, and the short escapes. */
const sequences =
  /(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]?|\x1b\][^\x07\x1b]{0,4096}(?:\x07|\x1b\\)?|\x1b[ -/]{0,4}[0-~]?/g;
/** The same where the escape itself was lost, or was written out. */
const lost = /(?:\^\[|\u241b|\\u001[bB]|\\x1[bB]|\\033|\\e)\[[0-9;?]{0,32}[A-Za-z]|\[\d{1,3}(?:;\d{1,3}){0,8}m/g;

const punctuation: readonly (readonly [RegExp, string])[] = [
  [/\uff1a */g, ': '],
  [/[\uff0c\u3001] */g, ', '],
  [/ ?\uff08/g, ' ('],
  [/\uff09/g, ')'],
  [/[\u3002\uff0e]/g, '.'],
  [/[\u201c\u201d\u201e\u201f\u300c\u300d\uff02\u00ab\u00bb]/g, '"'],
  [/[\u2018\u2019\u201a\u201b\uff07\u00b4]/g, "'"],
  // Soft hyphens, joiners, marks of direction, the byte order mark.
  [/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g, ''],
  [/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' '],
  [/[\u2010\u2011]/g, '-'],
  // Full-width letters and digits stand 0xfee0 above those of ASCII.
  [/[\uff01-\uff5e]/g, ''],
];

/** Of a pane beside this one. */
const border = /(?: {2,}|^)[\u2502\u2503\u2551]\s*$/;
const control = /[\x00-\x08\x1b\x9b]/;
const foreign = /[^\x00-\x7f]/;

/** A page has no other line feed. */
const newline = /<br ?\/?>|<\/(?:p|pre|div|li|tr|blockquote|h\d)>/i;
const newlines = /<br ?\/?>|<\/(?:p|pre|div|li|tr|blockquote|h\d)>/gi;

/** The parts of a line that a carriage return parts; progress bars print one over the other. */
export function plainParts(raw: string): readonly string[] {
  const text = withoutReturns(raw);
  const parts = text.includes('\r') ? unpaired(text.split('\r')) : [text];
  return parts.flatMap((part) => (part.includes('<') && newline.test(part) ? part.split(newlines) : [part])).map(plain);
}

function withoutReturns(raw: string): string {
  let end = raw.length;
  while (raw.charAt(end - 1) === '\r') end--;
  return raw.slice(0, end);
}

/** Marks before the first part and behind the last one are around them all: parted, neither would be known as one. */
function unpaired(parts: readonly string[]): readonly string[] {
  const [first = '', ...others] = parts;
  const last = others.pop() ?? '';
  for (const { opens, closes } of pairs) {
    if (opens.test(first) && closes.test(last))
      return unpaired([first.replace(opens, '$1'), ...others, last.replace(closes, '$1')]);
  }
  return parts;
}

/** Inline code of Markdown, of which an odd one is left in each part, and the cell of a table; a link may end behind it. */
const pairs = [
  { opens: /^([^`]{0,200})`(?=[^`]*(?:`[^`]*`[^`]*)*$)/, closes: /`((?:\x1b\]8;;|\W){0,20})$/ },
  { opens: /^([^|]{0,200})\| (?!.*\|\s*$)/, closes: /\s\|(\s*)$/ },
];

/** The line as it is shown. */
function plain(raw: string): string {
  let text = raw;
  if (control.test(text)) text = struckOut(text.replace(sequences, '')).replace(/[\x00-\x07\x1b]/g, '');
  if (text.includes('[')) text = text.replace(lost, '');
  if (foreign.test(text)) text = ascii(text.replace(border, ''));
  if (text.includes('&')) text = withoutEntities(text);
  return withoutEscapes(withoutTags(text));
}

/** A backspace takes the character before it back. */
function struckOut(text: string): string {
  if (!text.includes('\b')) return text;
  const kept: string[] = [];
  for (const character of text) {
    if (character === '\b') kept.pop();
    else kept.push(character);
  }
  return kept.join('');
}

function ascii(text: string): string {
  return punctuation.reduce((line, [pattern, into]) => {
    if (into !== '' || !pattern.source.includes('uff01')) return line.replace(pattern, into);
    return line.replace(pattern, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  }, text);
}
