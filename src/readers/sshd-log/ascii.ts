/** The bytes of a text whose characters are bytes. */
export function ascii(word: string): Uint8Array {
  const bytes = new Uint8Array(word.length);
  for (let i = 0; i < word.length; i++) bytes[i] = word.charCodeAt(i);
  return bytes;
}

/** Whether these bytes stand there. A loop over bytes is far quicker than the methods of strings. */
export function stands(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  const length = word.length;
  if (at < 0 || at + length > bytes.length) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

const decoder = new TextDecoder();

/** The bytes from `start` to before `end` as a text whose characters are bytes, which keeps nothing else in memory. */
export function textAt(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  if (end - start < 16) {
    for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] ?? 0);
    return text;
  }
  let all = 0;
  for (let i = start; i < end; i++) all |= bytes[i] ?? 0;
  // Only of ASCII are characters and bytes the same; a decoder is quicker by far than the ways that take any byte.
  if (all < 128) return decoder.decode(bytes.subarray(start, end));
  for (let i = start; i < end; i += 8192) {
    text += String.fromCharCode(...bytes.subarray(i, Math.min(i + 8192, end)));
  }
  return text;
}
