/*
 * What `ls -l`, `stat` and `namei -l` print of the files that ssh and sshd judge by owner and mode: the home, .ssh and
 * authorized_keys of an account, the host keys and private keys.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { apartLines, commandAbove, factAt, hasMark, linesOf } from './pasted.ts';
import { modeOf, octal } from './snapshot/ls.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'file-modes',
  title: 'owners and modes of files',
  knows: [
    {
      program: 'ls, stat, namei',
      texts: ['ls -l, ls -la, ls -ld', 'stat FILE', 'stat -c FORMAT FILE', 'namei -l FILE'],
    },
  ],
  vantage: 'server',
  recognise: (lines) =>
    filesIn(lines)
      .filter(({ path }) => roleOf(path) !== null)
      .map(({ index }) => index),
  read,
};

/** A file as one of these programs shows it. */
export interface FileShown {
  readonly index: number;
  /** As far as it is told: a name alone where the command above does not tell its directory. */
  readonly path: string;
  readonly directory: boolean;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  readonly size: number | null;
  /** The type of its SELinux label, of `ls -lZ`. */
  readonly label?: string;
}

const labels = '[\\w.-]+:[\\w.-]+:([\\w.-]+)(?::[\\w:.,-]+)?';
/** `ls -lZ`: since coreutils 8.23 in the place before the size, and before that without links and size. */
const labelled = [
  new RegExp(`^([-dl][-rwxsStT]{9}[.+@]? +\\d+ +[\\w.$-]+ +[\\w.$-]+) +${labels}( +\\d+ .+)$`),
  new RegExp(`^([-dl][-rwxsStT]{9}[.+@]?)( +[\\w.$-]+ +[\\w.$-]+) +${labels} +(\\S.*)$`),
];

const ls =
  /^([-dl])([-rwxsStT]{9})[.+@]? +\d+ +([\w.$-]+) +([\w.$-]+) +(\d+)(?: +[A-Z][a-z]{2} +\d+ +[\d:]+| +\d+ +[A-Z][a-z]{2} +[\d:]+| +\d{4}-\d\d-\d\d +\d\d:\d\d(?::\S+ [+-]\d{4})?) +(.+)$/;
const namei = /^([-dl])([-rwxsStT]{9}) +([\w.$-]+) +([\w.$-]+) +(\S+)(?: -> .*)?$/;
const access = /^Access: \((\d{4})\/([-dl])[-rwxsStT]{9}\) +Uid: \( *\d+\/ *([\w.$-]+)\) +Gid: \( *\d+\/ *([\w.$-]+)\)/;

/** The files that lines of `ls -l`, `stat` and `namei -l` show, each at its line (from 0). */
export function filesIn(raw: readonly string[]): readonly FileShown[] {
  if (!hasMark(raw, /[-dl][-r][-w][-xsS][-r][-w]|\b0?[0-7]{3,4} +\S/)) return [];
  const lines = raw.map(clean);
  let walked = '';
  let stated = '';
  return lines.flatMap((line, index): readonly FileShown[] => {
    if (/^f: \//.test(line)) walked = '/';
    stated = /^File: ['"\u2018]?(\/[^'"\u2019]+?)['"\u2019]?(?: -> .*)?$/.exec(line)?.[1] ?? stated;
    const [, bits, kind, by = '', of = ''] = access.exec(line) ?? [];
    if (bits !== undefined && stated !== '') {
      const told = { path: stated, directory: kind === 'd', mode: Number.parseInt(bits, 8), owner: by, group: of };
      return [{ index, ...told, size: null }];
    }
    const { text, label, sized } = unlabelled(line);
    const [, type = '', mode = '', owner = '', group = '', size, name = ''] = ls.exec(text) ?? [];
    if (name !== '') {
      if (type === 'l') return [];
      const path = placed(lines, index, name);
      const own = { index, path, directory: type === 'd', mode: modeOf(mode), owner, group };
      return [{ ...own, size: sized ? Number(size) : null, ...(label === undefined ? {} : { label }) }];
    }
    const [, step = '', rights = '', user = '', team = '', part = ''] = namei.exec(line) ?? [];
    if (part === '' || walked === '') return formattedAt(line, index);
    walked = part === '/' ? '/' : `${walked === '/' ? '' : walked}/${part}`;
    return step === 'l'
      ? []
      : [{ index, path: walked, directory: step === 'd', mode: modeOf(rights), owner: user, group: team, size: null }];
  });
}

/** The line as `ls -l` has it, and the label that stood in it. */
function unlabelled(line: string): {
  readonly text: string;
  readonly label?: string | undefined;
  readonly sized: boolean;
} {
  const [, before, label, behind] = labelled[0]?.exec(line) ?? [];
  if (before !== undefined) return { text: `${before}${behind}`, label, sized: true };
  const [, rights, owners, type, name] = labelled[1]?.exec(line) ?? [];
  if (rights === undefined) return { text: line, sized: true };
  return { text: `${rights} 1${owners} 0 Jan  1 00:00 ${name}`, label: type, sized: false };
}

const letters = '(?:([-dl])([-rwxsStT]{9})[.+]? +)?';
const who = '([a-z_][\\w.$-]*)(?::| +)([a-z_][\\w.$-]*)';
/** `stat -c '%A %a %U:%G %n'` in the orders that people choose, without or with the letters, and the path at the end. */
const formatted = [
  new RegExp(`^${letters}(0?[0-7]{3,4}) +${who} +['"]?([/~]/?[^\\s'"]+)['"]?$`),
  new RegExp(`^${letters}${who} +(0?[0-7]{3,4}) +['"]?([/~]/?[^\\s'"]+)['"]?$`),
];

function formattedAt(line: string, index: number): readonly FileShown[] {
  const [, type = '', , bits, owner = '', group = '', path = ''] = formatted[0]?.exec(line) ?? [];
  const [, kind = '', , by = '', of = '', told, name = ''] = formatted[1]?.exec(line) ?? [];
  const octets = bits ?? told;
  if (octets === undefined || type === 'l' || kind === 'l') return [];
  const directory = (type || kind) === 'd';
  const own = { path: path || name, directory, owner: owner || by, group: group || of };
  return [{ index, ...own, mode: Number.parseInt(octets, 8), size: null }];
}

/** The name with the directory that the command above, or the heading of ls, lists. */
function placed(lines: readonly string[], index: number, name: string): string {
  if (name.startsWith('/') || name.startsWith('~')) return name;
  let heading: string | undefined;
  for (let i = index - 1; i >= Math.max(0, index - 60) && heading === undefined; i -= 1) {
    const line = lines[i] ?? '';
    heading = /^([/~][^\s:]*):$/.exec(line)?.[1];
    if (heading === undefined && line !== '' && !ls.test(line) && !/^total |^insgesamt /.test(line)) break;
  }
  const command = commandAbove(lines, index - 1, 60) ?? '';
  const listed = heading ?? /^(?:sudo )?ls (?:-\S+ )+([/~]\S*)$/.exec(command)?.[1];
  if (listed === undefined) return name;
  if (listed.endsWith(`/${name}`)) return listed;
  const folder = listed.replace(/\/$/, '');
  return name === '.' ? folder : name === '..' ? folder.replace(/\/[^/]+$/, '') : `${folder}/${name}`;
}

type Role = 'list' | 'ssh' | 'home' | 'host-key' | 'separation' | 'private' | 'config' | 'nologin';

const roles: readonly (readonly [RegExp, Role])[] = [
  [/(?:^|\/)authorized_keys2?$/, 'list'],
  [/(?:^|\/)\.ssh$/, 'ssh'],
  [/^(?:\/home\/[^/]+|\/root|~)$/, 'home'],
  [/(?:^|\/)ssh_host_\w+_key$/, 'host-key'],
  [/^(?:\/var)?\/run\/sshd$|\/empty(?:\/sshd|\.sshd)?$/, 'separation'],
  [/^(?:\/etc|(?:\/var)?\/run)\/nologin$/, 'nologin'],
  [/(?:^|\/)\.ssh\/config$/, 'config'],
  [/(?:^|\/)id_(?:rsa|ed25519|ecdsa|dsa|ed25519_sk|ecdsa_sk)$|\.pem$/, 'private'],
];

function roleOf(path: string): Role | null {
  return roles.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

/** A directory is a home wherever its own .ssh is shown too. */
function homesIn(files: readonly FileShown[]): ReadonlySet<string> {
  return new Set(files.flatMap(({ path }) => /^(\/.+)\/\.ssh(?:\/authorized_keys2?)?$/.exec(path)?.[1] ?? []));
}

/** Types that sshd may not read, or only where somebody has allowed it. That of a home's other files it may read in some releases. */
const foreignLabel = /^(?:default|admin_home|home_root|nfs|cifs|unlabeled|file|var|tmp|user_tmp|usr|etc|root|mnt)_t$/;

/** Nothing is covered: what was not listed may be wrong too. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const isApart = apartLines(raw);
  const files = filesIn(raw);
  const homes = homesIn(files);
  const observations = files.flatMap((file): readonly Observation[] => {
    const role = roleOf(file.path) ?? (homes.has(file.path) ? 'home' : null);
    if (role === null) return [];
    if (role === 'private' || role === 'config') return ofClient(file, role, raw, id);
    return isApart(file.index) ? [] : ofServer(file, role, raw, id);
  });
  return { covers: [], observations };
}

/**
 * sshkey_perm_ok() and read_config_file() of OpenSSH. Which key ssh would take is not told here: that it refused one it says
 * itself, and this only says why it might.
 */
function ofClient(
  { index, path, mode }: FileShown,
  role: 'private' | 'config',
  raw: readonly string[],
  id: string,
): readonly Observation[] {
  const bad = role === 'private' ? (mode & 0o077) !== 0 : (mode & 0o022) !== 0;
  const state = bad ? 'bad-mode' : 'ok';
  const value = {
    role: role === 'private' ? 'identity' : 'config',
    path,
    state,
    named: false,
    mode: octal(mode),
  } as const;
  return [factAt(id, raw, index, 'client.file', value)];
}

/** safe_path() and sshkey_perm_ok() of OpenSSH: only root and the account may own or write what leads to the list. */
function ofServer(file: FileShown, role: Role, raw: readonly string[], id: string): readonly Observation[] {
  const { index, path, mode, owner, group, size } = file;
  const told = role === 'list' && !path.includes('/') ? `.ssh/${path}` : path;
  const value = {
    path: /^[~/]/.test(told) ? told.replace(/^~/, '/home/USER') : `/home/USER/${told}`,
    mode: octal(mode),
    ...(role === 'home' && roleOf(path) === null ? ({ role: 'key-list' } as const) : {}),
  };
  const fact = (state: 'ok' | 'bad-mode' | 'bad-owner' | 'bad-label' | 'empty'): readonly Observation[] => [
    factAt(
      id,
      raw,
      index,
      'server.file',
      role === 'host-key' && !path.startsWith('/')
        ? { ...value, path: `/etc/ssh/${path}`, state }
        : { ...value, state },
    ),
  ];
  if (role === 'host-key') {
    if (size === 0) return fact('empty');
    // Fedora's group of that name may read them there, and its sshd knows.
    return fact(owner === 'root' && (mode & 0o077) !== 0 && group !== 'ssh_keys' ? 'bad-mode' : 'ok');
  }
  // That it is there is all that counts.
  if (role === 'nologin') return fact('ok');
  if (role === 'separation') return fact(owner !== 'root' ? 'bad-owner' : (mode & 0o022) !== 0 ? 'bad-mode' : 'ok');
  if ((mode & 0o022) !== 0) return fact('bad-mode');
  const account = /^\/home\/([^/]+)/.exec(path)?.[1] ?? (path.startsWith('/root') ? 'root' : undefined);
  const foreign = account !== undefined && owner !== account && owner !== 'root' && !/^\d+$/.test(owner);
  if (foreign) return fact('bad-owner');
  const closed = account !== undefined && owner === 'root' && account !== 'root' && (mode & 0o044) === 0;
  if (closed && role === 'list')
    return [factAt(id, raw, index, 'server.file', { ...value, role: 'key-list', state: 'denied' })];
  // sshd reads as the account: of a file that it may not read anyway the label does not tell.
  const own = account === undefined ? owner !== 'root' : owner === account;
  return fact(own && role !== 'home' && foreignLabel.test(file.label ?? '') ? 'bad-label' : 'ok');
}
