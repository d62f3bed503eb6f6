const counts = /\b(?:limit|hashlimit|connlimit|recent|ct count|meter|quota)\b/;

/** Whether a decision hinges on how much came before: rules that let only so much through. */
export function byCount(condition: string | null): boolean {
  return counts.test(condition ?? '');
}
