import { split } from 'shlex';
import { type About, collector } from '../collector/collector.ts';
import type { RulesFile } from '../firewall/sources.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Target } from '../model/target.ts';
import { printable } from '../model/text.ts';
import { type Console, runScript } from '../node/console.ts';
import { sourceFor } from '../node/source.ts';
import { redactText } from '../readers/redact.ts';
import { firstLine } from '../readers/snapshot/format.ts';
import { scopeOf } from '../wire/address.ts';
import { decoded } from './decoded.ts';
import { exit, Stop } from './exit.ts';
import { headOf } from './inputs.ts';
import { rulesIn } from './rules.ts';
import { maxText } from './stdin.ts';

/** What the server's end adds to a diagnosis; `warnings` say why there is less than was asked for. */
export interface ServerEnd {
  readonly evidence: readonly Omit<Evidence, 'id'>[];
  readonly warnings: readonly string[];
}

/** The server's end, still to be asked. */
export interface AskServer {
  /** So much of the time is to be left for it. */
  readonly spareMs: number;
  /**
   * Takes what the user named, once it is known whom the diagnosis is about. `hop`: what the hop is known by that connects to it; null:
   * we do. `leftMs`: how long it may take.
   */
  ask(target: Target, hop: readonly string[] | null, leftMs: number): Promise<ServerEnd>;
}

/** Its share of the time. The collector takes 18 s at most, the way there some more. */
const share = 0.4;
const mostMs = 20_000;
const leastMs = 200;

/**
 * Reads `--via`, `--snapshot` and `--rules`. Mistakes in them are told before anything is sent. `limitMs`: what both
 * ends may take.
 */
export async function serverEnd(
  via: string | undefined,
  files: readonly string[],
  rules: readonly string[],
  limitMs: number,
): Promise<AskServer> {
  const words = via === undefined ? null : wordsOf(via);
  const snapshots = await Promise.all(files.map(snapshotIn));
  const given = rules.length === 0 ? [] : await rulesIn(rules);
  const ask: AskServer['ask'] = async (target, hop, leftMs) => {
    const left = Math.max(leastMs, leftMs);
    const asked =
      words === null ? { evidence: [], warnings: [] } : await throughConsole(words, await about(target, hop), left);
    const ruled = given.length === 0 ? { evidence: [], warnings: [] } : await askedOf(given, target, hop);
    return {
      evidence: [...snapshots, ...ruled.evidence, ...asked.evidence],
      warnings: [...ruled.warnings, ...asked.warnings],
    };
  };
  return { spareMs: words === null ? 0 : Math.min(limitMs * share, mostMs), ask };
}

/**
 * The rules with the connection that they are asked about: from the address that this machine has on the way there, or from
 * one that nobody knows where a hop connects.
 */
async function askedOf(
  files: readonly RulesFile[],
  { addresses, port }: Target,
  hop: readonly string[] | null,
): Promise<ServerEnd> {
  const [to] = addresses;
  if (to === undefined)
    return { evidence: [], warnings: ['the rules were not asked: the address of the server is not known'] };
  const source = hop === null ? await sourceFor(to) : null;
  // A private address is another one by the time that it comes to a public one.
  const from = source !== null && scopeOf(to) === 'public' && scopeOf(source) !== 'public' ? null : source;
  const title = `firewall rules of the server: ${files.map(({ name }) => name).join(', ')}`;
  const data = { files: files.map((file) => ({ ...file, text: redactText(file.text) })), flow: { from, to, port } };
  return { evidence: [{ kind: 'rules', vantage: 'server', at: new Date().toISOString(), title, data }], warnings: [] };
}

function wordsOf(via: string): readonly string[] {
  const words = parsed(via);
  if (words.length === 0) throw new Stop(exit.usage, "--via takes a command, such as 'docker exec -i web1'.");
  return words;
}

function parsed(via: string): readonly string[] {
  try {
    return split(via);
  } catch {
    throw new Stop(exit.usage, `--via cannot be split into words: ${printable(via, 80)}: a quote is not closed.`);
  }
}

async function snapshotIn(name: string): Promise<Omit<Evidence, 'id'>> {
  const text = decoded(await headOf(name, maxText));
  if (!holdsSnapshot(text)) throw new Stop(exit.usage, `${name} holds no snapshot: make one with sshwhy snapshot.`);
  return evidenceOf(text, `snapshot of the server: ${name}`);
}

function holdsSnapshot(text: string): boolean {
  return text.split('\n').some((line) => firstLine.test(line.trimEnd()));
}

function evidenceOf(text: string, title: string): Omit<Evidence, 'id'> {
  return { kind: 'snapshot', vantage: 'server', at: new Date().toISOString(), title, data: redactText(text) };
}

async function about({ user, port, addresses }: Target, hop: readonly string[] | null): Promise<About> {
  const [first] = addresses;
  // The server sees the last hop. What it is known by here is asked about; whether it comes by that, the snapshot may show.
  if (hop !== null) return { user, port, from: hop[0] ?? null };
  return { user, port, from: first === undefined ? null : await sourceFor(first) };
}

async function throughConsole(words: readonly string[], asked: About, limitMs: number): Promise<ServerEnd> {
  const argv = [...words, 'sh', '-s'];
  const shown = printable(words.join(' '), 80);
  // What it leaves out for want of time it names; what is cut off it cannot.
  const seconds = Math.max(1, Math.floor(limitMs / 1200));
  const ran = await runScript(argv, collector({ ...asked, seconds }), limitMs);
  if (!ran.ok) {
    const why = ran.error.code === 'ENOENT' ? 'there is no such program here' : ran.error.code;
    return { evidence: [], warnings: [`the server was not read: ${shown} did not start, ${why}`] };
  }
  const { text } = ran.value;
  const evidence = holdsSnapshot(text) ? [evidenceOf(text, `snapshot of the server, through ${shown}`)] : [];
  const warning = complaint(ran.value, shown, Number((limitMs / 1000).toPrecision(2)), evidence.length > 0);
  return { evidence, warnings: warning === null ? [] : [warning] };
}

/** What went wrong on the way to the console, in the way's own last words. */
function complaint(
  { text, status, stderr, timedOut }: Console,
  shown: string,
  seconds: number,
  some: boolean,
): string | null {
  const said = printable(stderr.trim().split('\n').at(-1) ?? '', 200);
  const words = said === '' ? '' : `: ${said}`;
  const longer = 'a longer --timeout gives it more';
  if (timedOut)
    return `the server was ${some ? 'read in part' : 'not read'}: ${shown} took more than ${seconds} s${words}; ${longer}`;
  const skipped = text.match(/^\[[^\]]+\] skipped,time /gm)?.length ?? 0;
  if (skipped > 0) return `the server was read in part: no time was left for ${skipped} of its sections; ${longer}`;
  if (some && /^\[end\] /m.test(text)) return null;
  if (some) return `the server was read in part: ${shown} broke off${words}`;
  const how = status === null ? 'was ended by a signal' : `ended with status ${status} and gave no snapshot`;
  return `the server was not read: ${shown} ${how}${words}`;
}
