/*
 * The time that stands before a line.
 */

const stamp = /^(?:[^\d\s]{0,20}\s?)?\[?(?:(\d{4})[-/](\d\d)[-/](\d\d)[T ])?(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?/;

/** ms since the epoch, or since midnight where the line has no date; undefined where it does not begin with a time. */
export function stampOf(raw: string): number | undefined {
  const [, year, month, day, hours, minutes, seconds, part = ''] = stamp.exec(raw.slice(0, 80)) ?? [];
  if (hours === undefined) return undefined;
  const date = year === undefined ? 0 : Date.UTC(Number(year), Number(month) - 1, Number(day));
  const whole = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return date + whole + (part === '' ? 0 : Number(`0.${part}`) * 1000);
}
