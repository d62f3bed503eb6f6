import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bundleOf, diagnose, judgeSaved, type Mode, plainSsh, saveEvidence } from './ends.ts';
import type { Case, Fault, Scene } from './fault.ts';
import { type Host, layHost, makeClient } from './host.ts';
import type { Report } from './model.ts';
import { clearStem, layNetwork, newStem, places } from './network.ts';
import { askPeers, gradePeers, type Peer, savedPeers, savePeers } from './peers.ts';
import type { Program } from './program.ts';
import { type Score, score } from './score.ts';
import { type Done, must } from './shell.ts';

export interface Options {
  readonly mode: Mode;
  /** At the console the collector runs as a user without rights. */
  readonly ordinary: boolean;
  readonly keep: boolean;
  readonly peers: boolean;
  /** Keep the run as a case of the tests. */
  readonly record: boolean;
  /** Where to keep what was seen of each case, or undefined. */
  readonly save?: string | undefined;
}

export interface Result {
  readonly case: Case;
  readonly score: Score;
  readonly report: Report;
  readonly seconds: number;
  /** Whether what a peer printed singles out the cause. */
  readonly peers: Readonly<Partial<Record<Peer, boolean>>>;
}

/** The lab could not make this fault: that is no diagnosis. */
export interface Failure {
  readonly case: Case;
  readonly failed: string;
}

/** A case that was kept up: how to reach its consoles, and how to end it. */
export interface Kept {
  readonly lines: readonly string[];
  end(): Promise<void>;
}

/** What takes longer than this does not end by itself. */
const limitMs = 480_000;

/** Sets one fault up, diagnoses it, and takes everything away again, or hands it to `keep`. */
export async function runCase(
  one: Case,
  program: Program,
  options: Options,
  keep: (kept: Kept) => void,
): Promise<Result | Failure> {
  const stem = newStem();
  let kept = false;
  const work = perform(stem, one, program, options, (lines) => {
    kept = options.keep;
    if (kept) keep({ lines, end: () => clearStem(stem) });
  });
  const late = sleep(limitMs, null, { ref: false }).then(() =>
    Promise.reject(new Error(`took over ${limitMs / 1000} s`)),
  );
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    return { case: one, failed: oneLine(error) };
  } finally {
    work.catch(() => {});
    if (!kept) await clearStem(stem);
  }
}

/** Scores a case by the evidence that an earlier run has kept. */
export async function judgeAgain(one: Case, program: Program, mode: Mode, folder: string): Promise<Result> {
  const started = performance.now();
  const seen = join(folder, one.name);
  const report = await judgeSaved(program, seen, mode);
  const seconds = (performance.now() - started) / 1000;
  const graded = gradePeers(one.fault, savedPeers(seen));
  return { case: one, score: score(one.fault.truth, report, program.explains, mode), report, seconds, peers: graded };
}

/** What went wrong, in a line. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .trim()
    .split(/\s*\n\s*/)
    .slice(0, 3)
    .join(' | ');
}

async function perform(
  stem: string,
  one: Case,
  program: Program,
  options: Options,
  isUp: (lines: readonly string[]) => void,
): Promise<Result> {
  const { fault } = one;
  const started = performance.now();
  const { host, scene } = await setUp(stem, one);
  isUp(waysIn(one, host, scene));
  const standing = { fault, host, scene, program, ordinary: options.ordinary };
  const report = await diagnose(standing, options.mode);
  if (options.record) await record(one, bundleOf(standing), scene.person.home);
  const ssh = await plainSsh(standing, options.save === undefined ? [] : ['-vvv']);
  bites(fault, ssh);
  const folder = options.save === undefined ? null : join(options.save, one.name);
  if (folder !== null) await saveEvidence(standing, ssh, folder);
  const said = options.peers ? await askPeers(fault, report, scene.person, ssh) : {};
  if (folder !== null) savePeers(said, folder);
  return {
    case: one,
    score: score(fault.truth, report, program.explains, options.mode),
    report,
    seconds: (performance.now() - started) / 1000,
    peers: gradePeers(fault, said),
  };
}

async function setUp(stem: string, { fault, release }: Case): Promise<{ host: Host; scene: Scene }> {
  const net = await layNetwork(stem, fault.jump === true);
  net.names([...hostsLines(places.server, fault.family ?? 4), ...hostsLines(places.jump, 4)]);
  const host = await layHost(net, 'server', release);
  const bastion = fault.jump === true ? await layHost(net, 'jump', release) : null;
  const scene: Scene = { ...net, person: makeClient(net, release), bastion };
  await fault.prepare?.(host, scene);
  await Promise.all([host.boot(fault.entry), bastion?.boot()]);
  await fault.breakIt?.(host, scene);
  return { host, scene };
}

function hostsLines(place: (typeof places)['server' | 'jump'], family: 4 | 6 | 'both'): readonly string[] {
  return [
    ...(family === 4 ? [] : [`${place.v6} ${place.name}`]),
    ...(family === 6 ? [] : [`${place.v4} ${place.name}`]),
  ];
}

/** The run as a case that needs no root: what is true of the fault must stay confirmed, or a candidate. */
async function record({ name, fault }: Case, bundle: string, home: string): Promise<void> {
  const script = fileURLToPath(new URL('../../scripts/record.mjs', import.meta.url));
  const about = ['--from', bundle, '--home', home, '--user', 'alice', '--truth', fault.truth.causes.join(',')];
  await must([process.execPath, script, name.replaceAll('@', '-'), ...about]);
}

/** Plain ssh is the witness that the fault is there, and that the diagnosis has left a healthy host healthy. */
function bites({ truth }: Fault, ssh: Done): void {
  if (truth.outcome === 'degraded') return;
  const works = ssh.status === 0;
  if (works === (truth.outcome === 'healthy')) return;
  const said = ssh.stderr.trim().split('\n').at(-1) ?? '';
  throw new Error(works ? 'the fault does not bite: plain ssh works' : `plain ssh fails on a healthy host: ${said}`);
}

function waysIn(one: Case, host: Host, scene: Scene): readonly string[] {
  const { client, router } = scene.namespaces;
  return [
    `${one.name} (${one.release})`,
    `  ${host.name}:  ${host.console().join(' ')} bash`,
    ...(scene.bastion === null ? [] : [`  ${scene.bastion.name}:  ${scene.bastion.console().join(' ')} bash`]),
    `  router:  ip netns exec ${router} bash`,
    `  laptop:  ip netns exec ${client} setpriv --reuid=alice --regid=60022 --clear-groups env -C ${scene.person.home} HOME=${scene.person.home} bash`,
  ];
}
