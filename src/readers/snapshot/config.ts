import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { type Configuration, effectiveConfig, type Files, type Login } from '../../sshd-config/effective.ts';
import { refusedBy, userLists } from '../../sshd-config/user-lists.ts';
import { familyOf, scopeOf } from '../../wire/address.ts';
import { knowsOptions, servedBy, servedByOther } from './served.ts';

/**
 * The settings of sshd that are in force for the login, and the lines that ask for another value in vain: `sshd -T` says
 * what is in force, the files say where. Without `sshd -T` the files alone are read.
 */
export const part: Part = {
  id: 'config',
  read: (server) => {
    // The settings of an sshd that does not serve here say nothing of the login.
    if (servedBy(server) === 'dropbear') return { covers: [], observations: ofDropbear(server) };
    if (servedByOther(server) || !knowsOptions(server)) return { covers: [], observations: [] };
    const forUser = server.whole('sshd-T-C');
    const dump = forUser?.status === 0 ? forUser : server.whole('sshd-T');
    const found = explained(server);
    const printed = dump?.status === 0 ? settingsOf(server, dump, found) : null;
    const observations = printed ?? (found === null ? [] : fromFiles(server, found));
    const overruled = found === null ? [] : overruledOf(server, found, observations);
    // A keyword that hinges on what is not known is not there, and that proves nothing.
    const all = printed !== null && printed.length > 0 && (found?.effective.every(({ known }) => known) ?? true);
    const refused = refusal(server, observations);
    return {
      covers: [
        ...(all ? (['server.setting'] as const) : []),
        // Without the login in question no Match block is asked.
        ...(all && dump === forUser && refused !== null ? (['server.refusal'] as const) : []),
      ],
      observations: [...observations, ...overruled, ...(refused ?? [])],
    };
  },
};

/** Between these the grammar is known. */
const [oldest, newest] = [804, 1099];

/** Null when the files or the release are not known, or when sshd would not start with them. */
function explained(server: ServerView): Configuration | null {
  const version = /OpenSSH_(?:for_Windows_)?(\d+)\.(\d+)/.exec(server.all('sshd.version')[0]?.lines.join('\n') ?? '');
  const release = Number(version?.[1] ?? 0) * 100 + Number(version?.[2] ?? 0);
  const main = mainOf(server);
  const files = filesOf(server, main);
  if (release < oldest || release > newest || !files.texts.has(main)) return null;
  const told = [...files.texts.values()].some((text) => /invalid-user/i.test(text));
  const login = loginOf(server);
  // `sshd -T` takes nobody for an invalid user, whoever is.
  const found = effectiveConfig(files, told ? { ...login, exists: null } : login, release, main);
  return found.refusals.length > 0 ? null : found;
}

/** The file that sshd begins with: its option -f names another. */
function mainOf(server: ServerView): string {
  const options = server.whole('sshd.options')?.lines[0] ?? '';
  return /(?:^| )-f(\S+)/.exec(options)?.[1] ?? '/etc/ssh/sshd_config';
}

function filesOf(server: ServerView, main: string): Files {
  const texts = new Map<string, string>();
  const unread: string[] = [];
  for (const { name, state, status } of server.all('file:*')) {
    const path = name.slice('file:'.length);
    const whole = server.whole(name);
    if (whole !== null && status === 0) texts.set(path, whole.lines.join('\n'));
    else if (state !== 'absent') unread.push(path);
  }
  const followed = server.whole('config.includes');
  const named = new Set(followed?.lines ?? collected(texts.get(main) ?? ''));
  // Who is not root may not even see that a file is there.
  return { texts, unread, listed: (pattern) => server.root && named.has(pattern) };
}

/** What an older collector followed: Debian's own pattern, and those that the main file names without a quote. */
function collected(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => /^\s*include[\s=]+(.*)$/i.exec(line)?.[1] ?? '');
  const words = lines.flatMap((line) => line.split(/\s+/)).filter((word) => /^[\w./*?-]+$/.test(word));
  return ['/etc/ssh/sshd_config.d/*.conf', ...words.map((word) => (word.startsWith('/') ? word : `/etc/ssh/${word}`))];
}

function loginOf(server: ServerView): Login {
  const { user, from, port } = server;
  const entry = server.whole('passwd');
  const exists = user === null || entry === null || entry.status === 127 ? null : entry.lines.length > 0;
  const line = server.whole('id')?.lines[0] ?? '';
  const names = /^uid=.* groups=(.*)$/.exec(line)?.[1]?.match(/\(([^)]*)\)/g) ?? [];
  const groups = names.length > 0 ? names.map((name) => name.slice(1, -1)) : null;
  const own = { groups: exists === true ? groups : null, exists };
  const usesDns = server.whole('sshd-T')?.lines.includes('usedns no') !== true;
  // `sshd -T` was asked about the address that the collector was told.
  const address = from === server.asked ? from : null;
  const host = usesDns ? null : address;
  return { user, ...own, host, address, localAddress: localOf(server), localPort: port, rdomain: '' };
}

/** The address on which the client comes in: known where the server has one of that family, and no more. */
function localOf(server: ServerView): string | null {
  const family = server.from === null ? null : familyOf(server.from);
  const rows = server.whole('addresses')?.lines ?? [];
  const own = rows.flatMap((line) => /^\s+inet6? ([\da-f.:]+)/i.exec(line)?.[1] ?? []);
  const open = own.filter((address) => familyOf(address) === family && !/^(?:lo|link-lo)/.test(scopeOf(address)));
  return open.length === 1 ? (open[0] ?? null) : null;
}

/** What `sshd -T` prints, with the place where the files agree; and without the keywords that hinge on what it was not told. */
function settingsOf(server: ServerView, section: Section, found: Configuration | null): readonly Observation[] {
  const lines = section.lines.flatMap((line, i) => {
    const [, keyword, value] = /^([a-z]\w*) (.*)$/.exec(line) ?? [];
    return keyword === undefined || value === undefined ? [] : [{ keyword, value, i }];
  });
  return lines.flatMap(({ keyword, value, i }) => {
    const own = found?.effective.find((one) => one.keyword === keyword);
    if (own?.known === false) return [];
    const printed = lines.filter((line) => line.keyword === keyword);
    const at = printed.findIndex((line) => line.i === i);
    const values = own?.values ?? [];
    const same = values.length === printed.length && values.every((v, n) => v.roughly || v.value === printed[n]?.value);
    const from = same && (printed.length === 1 || !values[at]?.roughly) ? values[at] : undefined;
    const place = from === undefined ? {} : { file: from.file, line: from.line };
    return [server.fact('server.setting', { keyword, value, ...place }, section, i)];
  });
}

/** Without `sshd -T` only what a line sets is known: what has its default is not told. */
function fromFiles(server: ServerView, { effective }: Configuration): readonly Observation[] {
  return effective.flatMap(({ keyword, values }) =>
    values.flatMap(({ value, roughly, file, line }) => {
      const section = server.whole(`file:${file}`);
      if (section === null || roughly) return [];
      return [server.fact('server.setting', { keyword, value, file, line }, section, line - 1)];
    }),
  );
}

/** The list in force that the login fails at; null: nobody knows whether there is one. */
function refusal(server: ServerView, settings: readonly Observation[]): readonly Observation[] | null {
  const login = loginOf(server);
  if (login.exists !== true) return null;
  const own = settings.flatMap((o) => (o.kind === 'server.setting' ? [o] : []));
  const of = (keyword: string): readonly (typeof own)[number][] => own.filter(({ value }) => value.keyword === keyword);
  const root = login.user === 'root' ? of('permitrootlogin').find(({ value }) => value.value === 'no') : undefined;
  const lists = Object.fromEntries(userLists.map((list) => [list, of(list).map(({ value }) => value.value)]));
  const list = refusedBy(lists, login);
  const by = root ?? (list === null || list === 'none' ? undefined : of(list)[0]);
  // Of root there may be more to ask: a key of its own, a command.
  if (by === undefined) return list === 'none' && login.user !== 'root' ? [] : null;
  const { keyword } = by.value;
  return [{ kind: 'server.refusal', value: { keyword }, at: by.at }];
}

function overruledOf(
  server: ServerView,
  { dead, effective }: Configuration,
  settings: readonly Observation[],
): readonly Observation[] {
  return dead.flatMap(({ keyword, values, because, file, line, by }) => {
    const own = effective.find((one) => one.keyword === keyword);
    const facts = settings.filter((o) => o.kind === 'server.setting' && o.value.keyword === keyword);
    const inForce = facts.flatMap((o) => (o.kind === 'server.setting' ? [o.value.value] : [])).join(' ');
    // What sshd prints and what the files say must be one.
    const agreed = own === undefined || facts.some((o) => o.kind === 'server.setting' && o.value.file !== undefined);
    const section = server.whole(`file:${file}`);
    const value = values.join(' ');
    if (section === null || !agreed || inForce === '' || value === inForce) return [];
    const rival = by === null ? {} : { by: by.file, byLine: by.line };
    const told = { keyword, value, inForce, because, file, line, ...rival };
    return [server.fact('server.overruled', told, section, line - 1)];
  });
}

/** dropbear(8): what its options ask for, in the words of sshd_config(5). */
const options: readonly (readonly [RegExp, string, string])[] = [
  [/ -s(?: |$)/, 'passwordauthentication', 'no'],
  [/ -w(?: |$)/, 'permitrootlogin', 'no'],
  [/ -g(?: |$)/, 'permitrootlogin', 'prohibit-password'],
  [/ -j(?: |$)/, 'allowtcpforwarding', 'no'],
  [/ -c (\S+)/, 'forcecommand', ''],
];

function ofDropbear(server: ServerView): readonly Observation[] {
  const section = server.whole('processes');
  const i = section?.lines.findIndex((line) => /^\d+ dropbear .* ppid=1 /.test(line)) ?? -1;
  const args = / args=(.*)$/.exec(section?.lines[i] ?? '')?.[1];
  if (section === null || args === undefined) return [];
  return options.flatMap(([pattern, keyword, fixed]) => {
    const match = pattern.exec(args);
    return match === null ? [] : [server.fact('server.setting', { keyword, value: match[1] ?? fixed }, section, i)];
  });
}
