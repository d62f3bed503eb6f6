/** The one of the names that a word was meant for: at most two slips from it. Short names are near to too much. */
export function nearest(word: string, names: readonly string[]): string | null {
  return names.find((name) => name.length > 4 && word !== name && slips(word, name) <= 2) ?? null;
}

/** How many letters must be put, taken or changed to make one word of the other (Levenshtein); 3 where it is more than two. */
function slips(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return 3;
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const changed = (row[j] ?? 0) + (letter === other.charAt(j) ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return Math.min(3, row.at(-1) ?? 0);
}
