import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { listsOf, settingsOf } from './keys.ts';
import { type Listed, listed, octal } from './ls.ts';

/**
 * The way to each list of keys, `way:PATH`: the list itself and the directories above it. sshd reads a list as the account,
 * so each of them must let it through; and with StrictModes none may be another's, or writable to others (auth_secure_path()).
 */
export const part: Part = {
  id: 'ways',
  read: (server) => {
    const settings = settingsOf(server);
    const account = accountOf(server);
    const paths = settings === null ? null : listsOf(server, settings);
    if (paths === null || account === null) return { covers: [], observations: [] };
    return { covers: [], observations: paths.flatMap((path) => stepsOf(server, path, account)) };
  },
};

interface Account {
  readonly uid: number;
  readonly groups: readonly number[];
  readonly home: string;
}

function accountOf(server: ServerView): Account | null {
  const [, , uid, , , home = ''] = server.whole('passwd')?.lines[0]?.split(':') ?? [];
  const line = server.whole('id')?.lines[0] ?? '';
  const [, own, all = ''] = /^uid=\d+\S* gid=(\d+)\S* groups=(.*)$/.exec(line) ?? [];
  if (uid === undefined || home === '' || own === undefined) return null;
  const groups = [own, ...[...all.matchAll(/(?:^|,)(\d+)/g)].map((group) => group[1])].map(Number);
  return { uid: Number(uid), groups, home };
}

function stepsOf(server: ServerView, path: string, account: Account): readonly Observation[] {
  const section = server.whole(`way:${path}`);
  if (section === null) return [];
  const steps = listed(section).filter((one, i, all) => all.findIndex((other) => other.path === one.path) === i);
  // Through a link the way goes elsewhere, and what that is was not looked at.
  if (steps.length === 0 || steps.some(({ type }) => type === 'link' || type === 'other')) return [];
  const inHome = path.startsWith(`${account.home}/`);
  return steps.flatMap((step) => {
    const judged = !inHome || step.path === account.home || step.path.startsWith(`${account.home}/`);
    const state = stateOf(section, step, account, judged);
    const value = { path: step.path, state, mode: octal(step.mode), role: 'key-list' } as const;
    return state === 'ok' ? [] : [server.fact('server.file', value, section, step.i)];
  });
}

function stateOf(
  section: Section,
  { path, type, uid, gid, mode, i }: Listed,
  account: Account,
  judged: boolean,
): 'ok' | 'denied' | 'bad-mode' | 'bad-owner' {
  if (judged && uid !== 0 && uid !== account.uid) return 'bad-owner';
  if (judged && (mode & 0o022) !== 0) return 'bad-mode';
  // Root passes everywhere; a list of access rights, marked by +, says more than the mode.
  const listedRights = /^\S{10}\+/.test(section.lines[i] ?? '');
  if (account.uid === 0 || listedRights) return 'ok';
  const shift = uid === account.uid ? 6 : account.groups.includes(gid) ? 3 : 0;
  const wanted = type === 'directory' ? 1 : 4;
  return path !== '' && ((mode >> shift) & wanted) === 0 ? 'denied' : 'ok';
}
