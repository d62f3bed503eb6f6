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
