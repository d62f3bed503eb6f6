/*
 * The files of TCP wrappers, /etc/hosts.allow and /etc/hosts.deny, as somebody shows them: the line that turns this client
 * away, where one does.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { apartLines, hasMark, linesOf, pastedView, sectionOf } from './pasted.ts';
import { wrappers } from './snapshot/wrappers.ts';
import { sourceIn } from './source.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'wrapper-files',
  title: 'TCP wrappers of the server',
  knows: [{ program: 'TCP wrappers', texts: ['cat /etc/hosts.allow, cat /etc/hosts.deny', 'ldd /usr/sbin/sshd'] }],
  vantage: 'server',
  recognise: (lines) => [...filesIn(lines).values()].flatMap((rows) => [...rows.keys()]).sort((a, b) => a - b),
  read,
};

const shown =
  /(?:^|[$#%>] ?)(?:(?:sudo|doas) )?(?:cat|less|more|head|tail|grep|egrep)\b[^|;&]* (\/etc\/hosts\.(?:allow|deny))(?: *\|.*)?$|^==> (\/etc\/hosts\.(?:allow|deny)) <==$/;
const linked = /(?:^|[$#%>] ?)(?:sudo )?ldd \S*sshd\b/;
const rule = /^(?:#.*|[\w@.,[\] -]+:[^/].*)$/;
const named = /^(\/etc\/hosts\.(?:allow|deny)):(?:\d+:)?(.*)$/;

/** Each file with its lines (from 0); also the libraries of sshd, which tell whether it asks these files at all. */
function filesIn(raw: readonly string[]): ReadonlyMap<string, ReadonlyMap<number, string>> {
  const found = new Map<string, Map<number, string>>();
  if (!hasMark(raw, /\/etc\/hosts\.(?:allow|deny)/)) return found;
  const isApart = apartLines(raw);
  const add = (name: string, i: number, text: string): void => {
    found.set(name, (found.get(name) ?? new Map<number, string>()).set(i, text));
  };
  let open = '';
  for (const [i, line] of raw.map(clean).entries()) {
    const [, command, heading] = shown.exec(line) ?? [];
    const file = command ?? heading;
    const [, prefix, rest = ''] = named.exec(line) ?? [];
    if (file !== undefined) open = `file:${file}`;
    else if (linked.test(line)) open = 'sshd.libs';
    else if (prefix !== undefined && !isApart(i)) add(`file:${prefix}`, i, rest);
    else if (line === '' || !(open === 'sshd.libs' ? /\.so/ : rule).test(line)) open = line === '' ? open : '';
    else if (open !== '' && !isApart(i)) add(open, i, line);
  }
  return found;
}

/** Nothing is covered: lines may have been left out. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const files = filesIn(raw);
  const source = sourceIn(raw);
  const allows = [...(files.get('file:/etc/hosts.allow')?.values() ?? [])].some((line) => !line.startsWith('#'));
  // Of a client that nobody knows only what is for all is told.
  const from = source ?? (allows ? null : '192.0.2.1');
  if (from === null) return { covers: [], observations: [] };
  const sections = [...files].map(([name, rows]) =>
    sectionOf(
      name,
      raw.map((_, i) => rows.get(i) ?? ''),
    ),
  );
  const observations = wrappers(pastedView(id, sections, { from }), from)
    .filter(({ value }) => source !== null || ('address' in value && value.address === 'ALL'))
    .map((o): Observation => ({ ...o, at: { ...o.at, quote: (raw[(o.at.line ?? 1) - 1] ?? '').trim() } }));
  return { covers: [], observations };
}
