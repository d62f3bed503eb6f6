// Controls, format characters (bidi, zero-width, tags), lone surrogates, and the two separators that break a line.
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Makes text from the network safe for a terminal or a page: what would act or hide is shown as `\xNN` or `\u{NNNN}`,
 * a tab becomes a space, and the whole is at most `max` UTF-16 units long, the ellipsis included.
 */
export function printable(text: string, max = 300): string {
  if (text.length <= max && !unsafe.test(text)) return text;
  let out = '';
  // Where a cut leaves room for the ellipsis, and neither half an escape nor half a surrogate pair.
  let fits = 0;
  for (const character of text) {
    const shown = visible(character);
    if (out.length + shown.length > max) return max < 1 ? '' : `${out.slice(0, fits)}…`;
    out += shown;
    if (out.length < max) fits = out.length;
  }
  return out;
}

function visible(character: string): string {
  if (character === '\t') return ' ';
  if (!unsafe.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16).toUpperCase()}}`;
}
