import { targetOf } from '../infer/target.ts';
import type { Ran } from '../model/platform.ts';
import type { Settings } from '../model/probe.ts';
import type { Result } from '../model/result.ts';
import type { Target } from '../model/target.ts';
import { nodePlatform } from '../node/platform.ts';
import { configOf, withLogin } from './early.ts';
import { exit, exitOf, Stop } from './exit.ts';
import { ladderOn } from './ladder.ts';
import { output, writable, writeBundle } from './output.ts';
import type { LiveFlags } from './program.ts';
import type { AskServer } from './server-end.ts';
import type { SshWords } from './words.ts';

/** `sshwhy DESTINATION`: gathers, judges, prints. Gives the exit status. What is heavy to load is loaded while ssh works. */
export async function live(
  destination: string,
  words: SshWords,
  flags: LiveFlags,
  meant: string | null,
): Promise<number> {
  const ssh = words.for(destination);
  const settings = settingsOf(flags);
  const { knock, parseKnock } = flags.knock === undefined ? noKnock : await import('./knock.ts');
  const sequence = parseKnock(flags.knock ?? '');
  if (flags.bundle !== undefined) await writable(flags.bundle);
  if (flags.plan) {
    const { printPlan } = await import('./plan.ts');
    return printPlan(targetOf(ssh, { covered: new Set(), observations: [] }), settings, sequence, flags);
  }
  const askServer = await serverEndOf(flags, settings.timeoutMs);
  const on = await withLogin(nodePlatform());
  const config = configOf(ssh);
  const ladder = await ladderOn(flags);
  const { gatherAll } = await import('./gather-all.ts');
  await refuseWords(destination, config, flags.l !== undefined || destination.includes('@'));
  const knocked = await knock(ssh, sequence, on, config, settings.timeoutMs / 2);
  const slip = `'${destination}' was taken for the name of a host, and nobody knows that; the command is: sshwhy ${meant}`;
  const notes = ({ addresses }: Target): readonly string[] =>
    meant === null || addresses.length > 0 ? knocked : [...knocked, slip];
  const gathered = await gatherAll(ssh, settings, on, config, notes, askServer, ladder.progress);
  ladder.done();
  const { bundle, report } = flags.pseudonyms ? await (await import('./named.ts')).named(gathered, flags) : gathered;
  if (flags.bundle !== undefined) await writeBundle(flags.bundle, bundle);
  await output(report, flags);
  return exitOf(report.verdict.outcome);
}

/**
 * ssh looks at the words before it reads any file. What it says then is of the words, not of a connection; one without -G names
 * that option first.
 */
const ofWords = /^(?:usage: ssh |Invalid -J argument|hostname contains invalid characters|remote username contains)/;

/**
 * Ends the command where ssh would not take its words. `named`: they name the user, who may else stand in a file. Whether ssh
 * answers at all is for the diagnosis.
 */
async function refuseWords(destination: string, config: Promise<Result<Ran>>, named: boolean): Promise<void> {
  const asked = await Promise.race([config, new Promise<null>((resolve) => setTimeout(resolve, 500, null).unref())]);
  if (asked === null || !asked.ok || asked.value.status === 0) return;
  const said = asked.value.stderr.trim().split('\n')[0] ?? '';
  if (!ofWords.test(said) || (said.startsWith('remote') && !named)) return;
  const hint = /^ssh:\/\/.*\[/.test(destination) ? ' An IPv6 address is taken as USER@ADDRESS, with -p PORT.' : '';
  const told = said.startsWith('usage') ? 'prints how it is called' : `says: ${said}`;
  throw new Stop(exit.usage, `Your ssh does not take these words for '${destination}', it ${told}.${hint}`);
}

/** Most who come here have only their own end. */
async function serverEndOf({ via, snapshot = [], rules = [] }: LiveFlags, limitMs: number): Promise<AskServer> {
  if (via === undefined && snapshot.length === 0 && rules.length === 0)
    return { spareMs: 0, ask: () => Promise.resolve({ evidence: [], warnings: [] }) };
  return (await import('./server-end.ts')).serverEnd(via, snapshot, rules, limitMs);
}

/** Most who come here know of no knock. */
const noKnock = { parseKnock: () => [], knock: () => Promise.resolve([]) };

function settingsOf(flags: LiveFlags): Settings {
  const repeat = Math.round(flags.repeat ?? 0);
  const seconds = flags.timeout ?? (flags.deep ? 60 : 15) + repeat * 3;
  return { login: flags.login, deep: flags.deep === true, repeat, timeoutMs: seconds * 1000 };
}
