/**
 * The 95 % interval of a rate by Wilson's score (E. B. Wilson, 1927): right also for few attempts and for rates near 0 and 1.
 * Both bounds lie in [0, 1].
 */
export function wilson(failed: number, tried: number): { readonly low: number; readonly high: number } {
  if (tried === 0) return { low: 0, high: 1 };
  const z = 1.959964;
  const rate = failed / tried;
  const z2 = z * z;
  const middle = (rate + z2 / (2 * tried)) / (1 + z2 / tried);
  const half = (z / (1 + z2 / tried)) * Math.sqrt((rate * (1 - rate)) / tried + z2 / (4 * tried * tried));
  const round = (x: number): number => Math.round(Math.min(1, Math.max(0, x)) * 10000) / 10000;
  return { low: failed === 0 ? 0 : round(middle - half), high: failed === tried ? 1 : round(middle + half) };
}
