/*
 * What `ip addr` prints on the server: whether the name leads to an address that it has. Below a prompt of the machine on which ssh
 * was called it is that one's own, and where no prompt tells whose it is, nothing is read.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { apartLines, clientLines, commandAbove, factAt, hasMark, linesOf, pastedView, sectionOf } from './pasted.ts';
import { part } from './snapshot/addresses.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'own-addresses',
  title: 'addresses of the server (ip addr)',
  knows: [{ program: 'ip', texts: ['ip addr', 'ip -br addr'] }],
  vantage: 'server',
  recognise: (lines) => rowsIn(lines),
  read,
};

const head = /^\d+: [^:\s]+: <[A-Z_,-]+> mtu \d/;
const brief = /^([\w.@-]{1,20}) +UP +((?:[\da-f.:]+\/\d{1,3}(?: |$))+)/i;
/** Of one card or one family it tells the address that it is asked about as well as of all. */
const shows =
  /^(?:sudo )?ip (?:-(?:[46cobr]+|brief|oneline) )*a(?:d|dd|ddr|ddress)?(?: (?:show|s|ls|list|dev|up|[\w-]+\d))*$/;
const reach = 40;

function rowsIn(raw: readonly string[]): readonly number[] {
  if (!hasMark(raw, /^\s+inet6? [\da-f.:]+\/\d|\bUP +[\da-f.:]+\/\d/i)) return [];
  const onClient = clientLines(raw);
  // Whose a prompt is tells only beside that of the client.
  if (!raw.some((_, i) => onClient(i))) return [];
  const isApart = apartLines(raw);
  return raw.flatMap((line, i) => {
    const known = head.test(clean(line)) || /^\s+inet6? [\da-f.:]+\/\d/i.test(line) || brief.test(clean(line));
    return known && !isApart(i) && shows.test(commandAbove(raw, i - 1, reach) ?? '') ? [i] : [];
  });
}

/** Nothing is covered: of a machine with many cards one may have been shown. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const rows = new Set(rowsIn(raw));
  const lines = raw.map((line, i) => (rows.has(i) ? line.slice(0, 1000) : ''));
  const whole = part.read(pastedView(id, [sectionOf('addresses', lines)], {})).observations;
  const short = lines.flatMap((line, i): readonly Observation[] => {
    const [, device = '', addresses = ''] = brief.exec(line.trim()) ?? [];
    if (device === '') return [];
    return [factAt(id, raw, i, 'server.interface', { device, state: 'up', addresses: addresses.trim() })];
  });
  const up = whole.filter((o) => o.kind === 'server.interface' && o.value.state === 'up');
  return { covers: [], observations: [...up, ...short] };
}
