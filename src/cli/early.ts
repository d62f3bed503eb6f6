import { factsOf } from '../infer/facts.ts';
import { targetOf } from '../infer/target.ts';
import type { Platform, Ran } from '../model/platform.ts';
import type { Result } from '../model/result.ts';
import type { SshOptions } from '../model/target.ts';
import { me } from '../node/me.ts';
import { run } from '../node/run.ts';
import { Started } from '../node/started.ts';
import { loginArgv, loginWords, sharesConnection } from '../probes/shared/login-words.ts';
import { askConfig, settingsOf } from '../probes/shared/ssh-g.ts';

/** Longer than this nobody waits for `ssh -G` without a word on the terminal: the rest is loaded. */
const patienceMs = 100;

/** What the user's words came to before the parser was there. */
interface Early {
  readonly key: string;
  readonly config: Promise<Result<Ran>>;
  /** The login, as soon as `ssh -G` has answered; null where it must wait for more than that. */
  readonly login: Promise<Started | null>;
}

/**
 * `ssh -G`, and upon its answer the login, started before the rest of sshwhy is loaded. Only for the plain call,
 * `sshwhy [-46] [-pliFJo VALUE] [--json] HOST`, where the words for ssh are plain without a parser; the parser has the
 * last word, see {@link asked}.
 */
function early(argv: readonly string[]): Early | null {
  const words = argv.filter((word) => word !== '--json' && word !== '-v');
  const destination = words.at(-1) ?? '';
  const options = words.slice(0, -1);
  const plain = /^(?: -[46]| -[pliFJo] [^ -][^ ]*)*$/.test(options.map((word) => ` ${word}`).join(''));
  if (!plain || !/^[\w@.:[\]/%-]*[.@:\d][\w@.:[\]/%-]*$/.test(destination) || destination.startsWith('-')) return null;
  const ssh = { words: options, destination, namesKey: false, family: 0, port: null } as const;
  const config = askConfig({ run }, ssh);
  const late = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null).unref());
  return { key: keyOf(ssh), config, login: Promise.race([config, late]).then((ran) => ran && startLogin(ssh, ran)) };
}

function startLogin(ssh: SshOptions, ran: Result<Ran>): Started | null {
  if (!ran.ok || ran.value.status !== 0 || ran.value.timedOut) return null;
  const facts = factsOf([{ covers: [], observations: settingsOf(ran.value.stdout, { id: '' }) }]);
  // Of the jump hosts ssh must be asked first.
  if (sharesConnection(facts) || targetOf(ssh, facts).jumps.length > 0) return null;
  const asked = { ssh, facts, target: targetOf(ssh, facts), on: me() };
  const login = new Started(loginArgv(asked, loginWords(asked, null)), 14_000);
  process.once('exit', () => login.drop());
  return login;
}

function keyOf({ words, destination }: Pick<SshOptions, 'words' | 'destination'>): string {
  return JSON.stringify({ words, destination });
}

const asking = early(process.argv.slice(2));

/** When the rest may be loaded: what is loading cannot listen. Null: at once. */
export const ready: Promise<unknown> | null = asking === null ? null : asking.login;

/** What was asked early, if it was asked with the same words; else it is asked now. */
export function configOf(ssh: SshOptions): Promise<Result<Ran>> {
  return asking?.key === keyOf(ssh) ? asking.config : askConfig({ run }, ssh);
}

/** The platform on which the early login, if there is one, is not started again. */
export async function withLogin(on: Platform): Promise<Platform> {
  const login = await asking?.login;
  if (login === null || login === undefined) return on;
  return { ...on, run: login.orRun(on.run) };
}
