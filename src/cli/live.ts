import { targetOf } from '../infer/target.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Settings } from '../model/probe.ts';
import type { Report } from '../model/report.ts';
import type { SshOptions } from '../model/target.ts';
import { version } from '../model/version.gen.ts';
import { type Gathered, gather, type OnProgress } from '../node/gather.ts';
import { nodePlatform } from '../node/platform.ts';
import { probes } from '../probes/registry.gen.ts';
import { read } from '../read.ts';
import { exitOf } from './exit.ts';
import { knock, parseKnock } from './knock.ts';
import { ladderOn } from './ladder.ts';
import { output, writable, writeBundle } from './output.ts';
import { printPlan } from './plan.ts';
import type { LiveFlags } from './program.ts';
import type { SshWords } from './words.ts';

/** `sshwhy DESTINATION`: gathers, judges, prints. Gives the exit status. */
export async function live(destination: string, words: SshWords, flags: LiveFlags): Promise<number> {
  const ssh = words.for(destination);
  const settings = settingsOf(flags);
  const sequence = flags.knock === undefined ? [] : parseKnock(flags.knock);
  if (flags.bundle !== undefined) await writable(flags.bundle);
  if (flags.plan)
    return printPlan(targetOf(ssh, { covered: new Set(), observations: [] }), settings, probes, sequence, flags);
  const ladder = await ladderOn(process.stderr, flags);
  const { bundle, report } = await gatherAll(ssh, settings, sequence, ladder.progress);
  ladder.done();
  if (flags.bundle !== undefined) await writeBundle(flags.bundle, bundle);
  await output(report, flags);
  return exitOf(report.verdict.outcome);
}

function settingsOf(flags: LiveFlags): Settings {
  const repeat = Math.round(flags.repeat ?? 0);
  const seconds = flags.timeout ?? (flags.deep ? 60 : 15) + repeat * 3;
  return { login: flags.login, deep: flags.deep === true, repeat, timeoutMs: seconds * 1000 };
}

/** The target, and when it fails, each hop before it, first to last, until one fails. */
async function gatherAll(
  ssh: SshOptions,
  settings: Settings,
  sequence: ReturnType<typeof parseKnock>,
  onProgress: OnProgress,
): Promise<{ readonly bundle: Bundle; readonly report: Report }> {
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const knocked = sequence.length === 0 ? [] : [await knock(ssh, sequence)];
  const gathering = gather(ssh, settings, nodePlatform(), { probes, read }, onProgress);
  // The catalogue loads while the probes wait for the network.
  const { diagnose } = await import('../diagnose.ts');
  const own = await gathering;
  const bundle = bundleOf(ssh, settings, own, knocked, startedAt, performance.now() - started, []);
  const report = diagnose(bundle);
  const jumps = report.target?.jumps ?? [];
  if (jumps.length === 0 || !fails(report)) return { bundle, report };
  const hops = await gatherHops(ssh, settings, jumps, performance.now() - started, diagnose);
  const whole = bundleOf(ssh, settings, own, knocked, startedAt, performance.now() - started, hops);
  return { bundle: whole, report: diagnose(whole) };
}

function fails(report: Report): boolean {
  return report.verdict.outcome !== 'healthy' && report.verdict.outcome !== 'degraded';
}

async function gatherHops(
  ssh: SshOptions,
  settings: Settings,
  jumps: readonly string[],
  spentMs: number,
  diagnose: (bundle: Bundle) => Report,
): Promise<Bundle['hops']> {
  const hops: { hop: string; bundle: Bundle }[] = [];
  for (const [i, jump] of jumps.entries()) {
    const left = Math.max(4000, settings.timeoutMs - spentMs);
    const hop = hopOptions(ssh, jump, jumps.slice(0, i));
    const startedAt = new Date().toISOString();
    const started = performance.now();
    const inner = { ...settings, repeat: 0, timeoutMs: left };
    const gathered = await gather(hop, inner, nodePlatform(), { probes, read }, () => {});
    const bundle = bundleOf(hop, inner, gathered, [], startedAt, performance.now() - started, []);
    hops.push({ hop: jump, bundle });
    if (fails(diagnose(bundle))) break;
  }
  return hops;
}

/** As ssh itself dials a hop: with the same configuration file, through the hops before it, without the other options. */
function hopOptions(ssh: SshOptions, jump: string, before: readonly string[]): SshOptions {
  const at = ssh.words.indexOf('-F');
  const file = at < 0 ? [] : ssh.words.slice(at, at + 2);
  const words = [...file, ...(before.length > 0 ? ['-J', before.join(',')] : ['-o', 'ProxyJump=none'])];
  const [, user = '', bracketed, plainHost, port] = /^(.*@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(jump) ?? [];
  const name = `${user}${bracketed ?? plainHost ?? jump}`;
  if (jump.startsWith('ssh://') || port === undefined) {
    return {
      words,
      destination: jump.startsWith('ssh://') ? jump : name,
      namesKey: false,
      family: ssh.family,
      port: null,
    };
  }
  return { words: [...words, '-p', port], destination: name, namesKey: false, family: ssh.family, port: Number(port) };
}

function bundleOf(
  ssh: SshOptions,
  settings: Settings,
  { evidence, spent, warnings }: Gathered,
  knocked: readonly string[],
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
    warnings: [...knocked, ...warnings],
  };
}
