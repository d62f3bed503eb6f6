/*
 * The directory that sshd locks a login into, beside what `ls -ld` or `namei -l` shows of it: sshd refuses one of which it, or
 * a directory above it, belongs to another than root or may be written by others (session.c, safely_chroot).
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { filesIn } from './file-modes.ts';
import { apartLines, commandAbove, factAt, hasMark, linesOf } from './pasted.ts';
import { octal } from './snapshot/ls.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'chroot-directory',
  title: 'the directory that a login is locked into',
  knows: [{ program: 'sshd, ls, namei', texts: ['sshd -T -C user=NAME beside ls -ld of its ChrootDirectory'] }],
  vantage: 'server',
  recognise: (lines) => placesIn(lines).flatMap(({ setting, files }) => [setting, ...files.map(({ index }) => index)]),
  read,
};

/** `sshd -T` alone holds for logins that no Match block is for; of -C the user is known. */
const asked = /\bsshd -T\b.* -C ?["']?\S*\buser=([\w.-]+)/;
const setting = /^chrootdirectory (\/\S*)$/i;

/** A person asks about one login. */
const most = 10;

interface Place {
  readonly setting: number;
  readonly files: ReturnType<typeof filesIn>;
}

function placesIn(raw: readonly string[]): readonly Place[] {
  if (!hasMark(raw, /chrootdirectory \//i)) return [];
  const isApart = apartLines(raw);
  const shown = filesIn(raw).filter((file) => file.directory && !isApart(file.index));
  const settings = raw.flatMap((line, i) => {
    const template = setting.exec(clean(line))?.[1];
    return template === undefined ? [] : [{ template, i }];
  });
  return settings.slice(-most).flatMap(({ template, i }): readonly Place[] => {
    const user = asked.exec(commandAbove(raw, i - 1, 200) ?? '')?.[1];
    if (user === undefined || isApart(i) || !loginOf(raw, user)) return [];
    const path = resolved(template, user);
    if (path === null) return [];
    const files = shown.filter((file) => leadsTo(file.path, path));
    return files.length === 0 ? [] : [{ setting: i, files }];
  });
}

/** The login in question is that user's, by a line of a client. */
function loginOf(raw: readonly string[], user: string): boolean {
  const words = [`Using username "${user}"`, `${user}@`, ` -l ${user}`, `User ${user}`, ` for ${user} from `];
  return raw.some((line) => words.some((word) => line.includes(word)));
}

/** %u is the name of the user, %% a per cent sign; where %h leads the text does not tell. */
function resolved(template: string, user: string): string | null {
  const path = template.replace(/%([%u])/g, (_, token: string) => (token === 'u' ? user : '%'));
  return /%[^%]/.test(template.replace(/%%|%u/g, '')) ? null : path.replace(/(?<=.)\/+$/, '');
}

function leadsTo(part: string, path: string): boolean {
  return part === '/' || part === path || path.startsWith(`${part}/`);
}

/** Never covers anything: what was not listed may be wrong too. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const observations = placesIn(raw).flatMap(({ files }) =>
    files.map(({ index, path, mode, owner }): Observation => {
      // FreeBSD has two names for the user 0.
      const foreign = owner !== 'root' && owner !== 'toor' && owner !== '0';
      const state = foreign ? 'bad-owner' : (mode & 0o022) !== 0 ? 'bad-mode' : 'ok';
      return factAt(id, raw, index, 'server.chroot', { path, state, mode: octal(mode) });
    }),
  );
  return { covers: [], observations };
}
