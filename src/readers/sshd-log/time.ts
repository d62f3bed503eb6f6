const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * The time of a line, in ms since the epoch, or null: RFC 3339 as journalctl and rsyslog have it, or without a zone, or the older
 * form without a year, in local time, which is `zoneMs` before UTC; it is not after `now`.
 */
export function timeOf(text: string, now: number, zoneMs: number): number | null {
  const iso = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?)(Z|[+-]\d\d:?\d\d)/.exec(text);
  if (iso !== null) {
    const zone = (iso[2] ?? 'Z').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
    return Date.parse(`${(iso[1] ?? '').replace(',', '.')}${zone}`);
  }
  // As programs write that keep a log of their own: Python's logging, for one.
  const [, date, time = ''] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:[.,]\d+)?)(?= )/.exec(text) ?? [];
  if (date !== undefined) return Date.parse(`${date}T${time.replace(',', '.')}Z`) - zoneMs;
  const old = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)/.exec(text);
  if (old === null) return null;
  const [, month = '', day, hour, minute, second] = old;
  const year = new Date(now + zoneMs).getUTCFullYear();
  const at = (y: number): number =>
    Date.UTC(y, months.indexOf(month), Number(day), Number(hour), Number(minute), Number(second)) - zoneMs;
  return at(year) > now + 86_400_000 ? at(year - 1) : at(year);
}
