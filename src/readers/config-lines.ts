/*
 * What `grep` finds of one keyword in all files of sshd_config(5): sshd keeps the first value, and a file with an earlier name, or one
 * that is included further up, has said it before.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { apartLines, factAt, hasMark, linesOf } from './pasted.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'config-lines',
  title: 'lines of the configuration of sshd',
  knows: [{ program: 'grep', texts: ['grep -rn KEYWORD /etc/ssh/sshd_config /etc/ssh/sshd_config.d'] }],
  vantage: 'server',
  recognise: (lines) => settingsIn(lines).map(({ index }) => index),
  read,
};

interface Setting {
  readonly index: number;
  readonly file: string;
  readonly line: number | null;
  readonly keyword: string;
  readonly value: string;
}

const main = '/etc/ssh/sshd_config';
/** What stands further in is mostly of a Match block, and so for some only. */
const found =
  /^(\/etc\/ssh\/sshd_config(?:\.d\/[\w.-]+\.conf)?):(?:(\d{1,5})[:-])?([A-Za-z]\w{2,40})[ =]\s*"?([^\s"#]+)"?$/;
/** Only the first value of these counts. */
const single = /^(?:passwordauthentication|pubkeyauthentication|kbdinteractiveauthentication|permitrootlogin|usepam)$/;
const include = /^Include\s+\/etc\/ssh\/sshd_config\.d\/\*(?:\.conf)?$/;
const top = /(?:^|[$#%>] ?)(?:sudo )?head (?:-n? ?[1-9] |-[1-9] )?\/etc\/ssh\/sshd_config$/;

function settingsIn(raw: readonly string[]): readonly Setting[] {
  if (!hasMark(raw, /\/etc\/ssh\/sshd_config\S*:/)) return [];
  const isApart = apartLines(raw);
  return raw.flatMap((text, index): readonly Setting[] => {
    const [, file = '', line, word = '', value = ''] = found.exec(clean(text).slice(0, 400)) ?? [];
    const keyword = word.toLowerCase();
    if (!single.test(keyword) || isApart(index)) return [];
    return [{ index, file, line: line === undefined ? null : Number(line), keyword, value }];
  });
}

/** Where the main file takes the others in, as far as it is told: its number, or 1 where its first lines were shown. */
function includedAt(raw: readonly string[]): number | null {
  const lines = raw.map((line) => clean(line).slice(0, 400));
  const shown = lines.findIndex((line) => top.test(line));
  const head = shown < 0 ? [] : lines.slice(shown + 1, shown + 10);
  const first = head.findIndex((line) => line !== '' && !line.startsWith('#'));
  if (first >= 0 && include.test(head[first] ?? '')) return 1;
  const numbered = lines.flatMap((line) => {
    const [, number, text = ''] = /^\/etc\/ssh\/sshd_config:(\d{1,5}):(.*)$/.exec(line) ?? [];
    return include.test(text) ? [Number(number)] : [];
  });
  return numbered[0] ?? null;
}

/** Whether sshd reads the one before the other; where nobody can tell, it does not. */
function isBefore(one: Setting, other: Setting, included: number | null): boolean {
  if (one.file === other.file) return one.index < other.index;
  if (one.file !== main && other.file !== main) return one.file < other.file;
  if (included === null) return false;
  const own = one.file === main ? one : other;
  if (included === 1) return other === own;
  if (own.line === null) return false;
  return one === own ? own.line < included : included < own.line;
}

/** Nothing is covered: grep shows what it was asked for. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const all = settingsIn(raw);
  const included = includedAt(raw);
  // A block for some users changes what counts for them.
  if (raw.some((line) => /^\S+:(?:\d+:)?Match /.test(line))) return { covers: [], observations: [] };
  const observations = all.flatMap((late): readonly Observation[] => {
    const same = all.filter((one) => one.keyword === late.keyword && one !== late);
    const first = same.find((one) => [late, ...same].every((other) => other === one || isBefore(one, other, included)));
    if (first === undefined || first.value.toLowerCase() === late.value.toLowerCase()) return [];
    const { keyword, value, file, line } = late;
    const place = { file, ...(line === null ? {} : { line }), by: first.file };
    const told = { keyword, value, inForce: first.value, because: 'first-value', ...place } as const;
    return [factAt(id, raw, late.index, 'server.overruled', told)];
  });
  return { covers: [], observations };
}
