import { hopOf } from '../infer/hop.ts';
import { targetOf } from '../infer/target.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Facts } from '../model/observation.ts';
import type { Platform, Ran } from '../model/platform.ts';
import type { Settings } from '../model/probe.ts';
import type { Report } from '../model/report.ts';
import type { Result } from '../model/result.ts';
import type { SshOptions, Target } from '../model/target.ts';
import { version } from '../model/version.gen.ts';
import { type Gathered, gather, type OnProgress } from '../node/gather.ts';
import { probes } from '../probes/registry.gen.ts';
import { hopOptions } from '../probes/shared/hop-words.ts';
import { read } from '../read.ts';
import type { AskServer, ServerEnd } from './server-end.ts';

/** The target, and when it fails, each hop before it, first to last, until one fails. */
export async function gatherAll(
  ssh: SshOptions,
  settings: Settings,
  on: Platform,
  config: Promise<Result<Ran>>,
  notes: (target: Target) => readonly string[],
  askServer: AskServer,
  onProgress: OnProgress,
): Promise<{ readonly bundle: Bundle; readonly report: Report }> {
  const startedAt = new Date().toISOString();
  // Since this program was started.
  const spentMs = (): number => performance.now();
  const left = { ...settings, timeoutMs: Math.max(0, settings.timeoutMs - spentMs()) };
  let underWay = (): void => {};
  const waiting = new Promise<void>((resolve) => {
    underWay = resolve;
  });
  const progress: OnProgress = (stage, status) => {
    onProgress(stage, status);
    if (stage !== 'config') underWay();
  };
  const toSpare = (facts: Facts): number =>
    timeToSpare(left.timeoutMs, askServer.spareMs, targetOf(ssh, facts).jumps.length > 0);
  const gathering = gather(ssh, left, on, { probes, read }, progress, config, { toSpare });
  // The catalogue loads while ssh waits for the network, not before.
  await Promise.race([waiting, gathering]);
  const { diagnose } = await import('../diagnose.ts');
  const { facts } = await gathering;
  const target = targetOf(ssh, facts);
  const noted = notes(target);
  const forHops = target.jumps.length > 0 ? settings.timeoutMs * hopShare : 0;
  const own = withServer(
    await gathering,
    await askServer.ask(target, hopOf(facts), settings.timeoutMs - spentMs() - forHops - judgingMs),
  );
  const bundle = bundleOf(ssh, settings, own, noted, startedAt, spentMs(), []);
  const report = diagnose(bundle);
  const jumps = report.target?.jumps ?? [];
  if (jumps.length === 0 || !fails(report)) return { bundle, report };
  const hops = await gatherHops(ssh, settings, on, jumps, spentMs, diagnose);
  const whole = bundleOf(ssh, settings, own, noted, startedAt, spentMs(), hops);
  return { bundle: whole, report: diagnose(whole) };
}

/** The server's end stands behind the client's. */
function withServer(own: Gathered, { evidence, warnings }: ServerEnd): Gathered {
  const numbered = evidence.map((e, i) => ({ ...e, id: `e${own.evidence.length + i + 1}` }));
  return { ...own, evidence: [...own.evidence, ...numbered], warnings: [...own.warnings, ...warnings] };
}

function fails(report: Report): boolean {
  return report.verdict.outcome !== 'healthy' && report.verdict.outcome !== 'degraded';
}

/** In less than this nothing is learnt of a hop. */
const leastMs = 500;

/** What is left for the judgement. */
const judgingMs = 300;

/** What the hops get of the time together. */
const hopShare = 0.2;

/** What comes after the client's own look has its share of the time: the console, and each hop by itself. */
function timeToSpare(timeoutMs: number, forServerMs: number, hops: boolean): number {
  return forServerMs + (hops ? Math.max(timeoutMs * hopShare, (timeoutMs - forServerMs) * 0.3) : 0);
}

async function gatherHops(
  ssh: SshOptions,
  settings: Settings,
  on: Platform,
  jumps: readonly string[],
  spentMs: () => number,
  diagnose: (bundle: Bundle) => Report,
): Promise<Bundle['hops']> {
  const hops: { hop: string; bundle: Bundle }[] = [];
  for (const [i, jump] of jumps.entries()) {
    const left = settings.timeoutMs - spentMs();
    if (i > 0 && left < leastMs) break;
    const hop = hopOptions(ssh, jump, jumps.slice(0, i));
    const startedAt = new Date().toISOString();
    const started = performance.now();
    const inner = { ...settings, repeat: 0, timeoutMs: Math.max(leastMs, left) };
    // The way to the target led through it.
    const gathered = await gather(hop, inner, on, { probes, read }, () => {}, undefined, { touched: true });
    const bundle = bundleOf(hop, inner, gathered, [], startedAt, performance.now() - started, []);
    hops.push({ hop: jump, bundle });
    if (fails(diagnose(bundle))) break;
  }
  return hops;
}

function bundleOf(
  ssh: SshOptions,
  settings: Settings,
  { evidence, spent, warnings }: Gathered,
  notes: readonly string[],
  startedAt: string,
  ms: number,
  hops: Bundle['hops'],
): Bundle {
  return {
    format: 1,
    tool: { name: 'sshwhy', version },
    startedAt,
    durationMs: Math.round(ms),
    ssh,
    settings,
    spent,
    evidence,
    hops,
    warnings: [...notes, ...warnings],
  };
}
