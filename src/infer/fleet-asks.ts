import { lookOf } from '../model/cause.ts';
import type { Fleet } from '../model/fleet.ts';
import type { Ask, Verdict } from '../model/report.ts';
import { liveLook } from './asks.ts';
import type { Assessment } from './assess.ts';
import { fillCommand } from './summaries.ts';

/** What comes next where sshd's log is read already: what no log holds, the other end, and what the window left out. */
export function fleetAsks(judged: Verdict, fleet: Fleet, assessments: readonly Assessment[]): readonly Ask[] {
  const wider = withoutWindow(fleet);
  if (fleet.sshd === 0) return wider;
  const ranked = judged.candidates.flatMap((id) => assessments.find(({ cause }) => cause.id === id) ?? []);
  const words = wordsOf(fleet, ranked[0]?.cause.id);
  const read = new Set(
    assessments.flatMap(({ cause: { check } }) => (check?.reads === 'sshd-log' ? [lookOf(check)] : [])),
  );
  const own = judged.ask.filter(({ what, command }) => !read.has(what) && !/\bsshwhy\b/.test(command));
  const live = liveLook(
    words,
    ranked.filter(({ cause }) => cause.decidedBy !== 'server').map(({ cause }) => cause.id),
  );
  if (fleet.failed + fleet.logins === 0) return [...wider, live];
  const state: Ask = {
    what: 'on the server, read its settings, accounts and files, which no log holds',
    command: fillCommand(`sshwhy snapshot${words['user'] === 'the user' ? '' : ' -l {user}'} | sshwhy explain`, words),
    separates: ranked.filter(({ cause }) => cause.decidedBy !== 'client').map(({ cause }) => cause.id),
  };
  const first = ranked.length > 0 && state.separates.length >= live.separates.length;
  const looks = [...own.slice(0, 1), ...(first ? [state, live] : [live, state])];
  // That nobody logged in may be of the window alone.
  const at = fleet.logins === 0 ? 1 : 2;
  return [...looks.slice(0, at), ...wider, ...looks.slice(at)].slice(0, 3);
}

/** Who failed that had logged in before, else whom the likely reason stopped most, and the only host. */
function wordsOf(fleet: Fleet, likely: string | undefined): Readonly<Record<string, string>> {
  const [only, ...others] = fleet.hosts;
  const host = fleet.host ?? (others.length === 0 ? only?.host : undefined);
  const stopped = fleet.rows.find(({ causes }) => likely !== undefined && causes.includes(likely));
  const user = (fleet.knownFailed > 0 ? fleet.firstKnownFailure?.user : null) ?? stopped?.users.top[0]?.name;
  return { host: host || 'the host', user: user || 'the user', port: '22' };
}

function withoutWindow({ host, since, until, files }: Fleet): readonly Ask[] {
  const options = [
    ...(host === null ? [] : ['--host']),
    ...(since === null ? [] : ['--since']),
    ...(until === null ? [] : ['--until']),
  ];
  if (options.length === 0) return [];
  const named = files.every((name) => name !== 'standard input') && files.length <= 3;
  const words = Object.fromEntries(files.map((name, i) => [`file${'abc'.charAt(i)}`, name]));
  const command = named
    ? `sshwhy explain ${Object.keys(words)
        .map((key) => `{${key}}`)
        .join(' ')}`
    : 'sshwhy explain FILE';
  return [
    {
      what: `the same log without ${options.join(' and ')}: what began before, or elsewhere, was left out`,
      command: fillCommand(command, words),
      separates: [],
    },
  ];
}
