import { diagnose } from '../diagnose.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Evidence } from '../model/evidence.ts';
import { version } from '../model/version.gen.ts';
import { isBundle } from '../readers/bundle-mark.ts';
import { recognise } from '../recognise.ts';
import { decoded } from './decoded.ts';
import { exit, exitOf, Stop } from './exit.ts';
import { Input } from './inputs.ts';
import { named } from './named.ts';
import { output, writable, writeBundle } from './output.ts';
import type { LiveFlags } from './program.ts';
import { maxText } from './stdin.ts';
import { isTerminal, stderr } from './streams.ts';

/** `sshwhy explain`: judges what somebody has. Gives the exit status. */
export async function explain(files: readonly string[], flags: LiveFlags): Promise<number> {
  const names = files.length === 0 ? ['-'] : files;
  if (flags.bundle !== undefined) await writable(flags.bundle);
  if (names[0] === '-' && isTerminal(0)) stderr().write('Paste the text, then end it with Ctrl-D.\n');
  const inputs = await Input.all(names);
  const fleet = (await isShort(inputs, flags)) ? null : await (await import('./fleet.ts')).fleetEvidence(inputs, flags);
  if (fleet !== null) return answer({ ...empty(), evidence: [fleet] }, flags);
  const parts: Part[] = [];
  // One by one: of thousands not all can be open at once.
  for (const input of inputs) parts.push(await partOf(input));
  const first = parts[0];
  const bundle =
    parts.length === 1 && first !== undefined && isBundle(first.bytes)
      ? await unpack(first.name, first.bytes)
      : await joined(parts);
  return answer(bundle, flags);
}

/** One text of so few lines is no log of many connections, and none was asked for. */
async function isShort(inputs: readonly Input[], { host, since, until }: LiveFlags): Promise<boolean> {
  const [input, ...more] = inputs;
  if (input === undefined || more.length > 0 || (host ?? since ?? until) !== undefined) return false;
  const head = await input.head(1000);
  return input.ended && head.toString('latin1').split('\n').length < 10;
}

async function answer(judged: Bundle, flags: LiveFlags): Promise<number> {
  const { bundle, report } = await named({ bundle: judged, report: diagnose(judged) }, flags);
  if (flags.bundle !== undefined) await writeBundle(flags.bundle, bundle);
  await output(report, flags);
  return exitOf(report.verdict.outcome);
}

/** A bundle is read as a whole; of a text no more than is looked at. */
async function partOf(input: Input): Promise<Part> {
  const { name } = input;
  const head = await input.head(maxText);
  const bytes = isBundle(head) ? await input.head(Number.POSITIVE_INFINITY) : head;
  const file = name === '-' ? 'FILE' : name;
  const end = input.packed === null ? `tail -c 16M ${file}` : `${input.packed} -dc ${file} | tail -c 16M`;
  const longer = `Of ${name === '-' ? 'the text' : name} only the first 16 MiB were judged; for its end: ${end} | sshwhy explain`;
  return { name, bytes, lost: input.lost ?? (input.ended ? null : longer) };
}

async function unpack(name: string, bytes: Uint8Array): Promise<Bundle> {
  const { decodeBundle } = await import('../readers/bundle.ts');
  const bundle = decodeBundle(bytes);
  if (!bundle.ok) throw new Stop(exit.usage, `${name} is no bundle that can be read: ${bundle.error.text}.`);
  return bundle.value;
}

interface Part {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly lost: string | null;
}

function empty(): Bundle {
  return {
    format: 1,
    tool: { name: 'sshwhy', version },
    startedAt: new Date().toISOString(),
    durationMs: 0,
    ssh: null,
    settings: null,
    spent: null,
    evidence: [],
    hops: [],
    warnings: [],
  };
}

/** Evidence from bundles and texts together: one diagnosis. */
async function joined(parts: readonly Part[]): Promise<Bundle> {
  const bundles: Bundle[] = [];
  for (const { name, bytes } of parts) if (isBundle(bytes)) bundles.push(await unpack(name, bytes));
  const now = new Date().toISOString();
  const base: Bundle = bundles[0] ?? empty();
  const evidence: Evidence[] = bundles.flatMap((b) => b.evidence).map((e, i) => ({ ...e, id: `e${i + 1}` }));
  const warnings = parts.flatMap(({ lost }) => lost ?? []);
  for (const { name, bytes } of parts.filter((p) => !isBundle(p.bytes))) {
    const source = { name: name === '-' ? null : name, before: evidence.length, at: now };
    const found = recognise(decoded(bytes.subarray(0, maxText)), source);
    if (found.length === 0) warnings.push(`${name === '-' ? 'the text' : name} holds nothing that is known here`);
    evidence.push(...found);
  }
  return { ...base, evidence, warnings: [...base.warnings, ...warnings] };
}
