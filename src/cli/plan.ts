import type { Probe, Settings } from '../model/probe.ts';
import { stages } from '../model/stage.ts';
import type { Target } from '../model/target.ts';
import { printable } from '../model/text.ts';
import { limitsOf } from '../node/budget.ts';
import { probes } from '../probes/registry.gen.ts';
import type { Knock } from './knock.ts';
import type { LiveFlags } from './program.ts';
import { write } from './streams.ts';
import { paintFor } from './terminal.ts';

/** `--plan`: what would be sent to whom. Sends nothing. */
export async function printPlan(
  target: Target,
  settings: Settings,
  sequence: readonly Knock[],
  flags: LiveFlags,
): Promise<number> {
  const knocks = sequence.map((k) => ({
    probe: 'knock',
    to: `port ${k.port}/${k.protocol}`,
    what: 'one knock, since you asked for it',
  }));
  const planned = [
    ...knocks,
    ...inOrder(probes).flatMap((probe) => probe.plan(target, settings).map((line) => ({ probe: probe.id, ...line }))),
    ...beside(target, flags),
  ];
  const limits = limitsOf(settings);
  if (flags.json) {
    await write(`${JSON.stringify({ target: target.input, limits, planned }, null, 2)}\n`);
    return 0;
  }
  const paint = await paintFor(flags, 1);
  const conditional = (p: (typeof planned)[number]): boolean => 'if' in p && p.if !== undefined;
  const ordered = [...planned.filter((p) => !conditional(p)), ...planned.filter(conditional)];
  const lines = ordered.map((p) => {
    const condition = 'if' in p && p.if !== undefined ? paint.dim(`   only if ${p.if}`) : '';
    return `  ${printable(p.to)}: ${printable(p.what)}${condition}`;
  });
  const head = `What sshwhy would do for ${printable(target.input)}; nothing was sent.`;
  const tail = `At most ${limits.ssh} connections to the SSH port that do not log in, a second apart, ${limits.authentication} login attempt${limits.authentication === 1 ? '' : 's'}, ${limits.control} connections to other ports.`;
  await write(`${[paint.bold(head), '', ...lines, '', tail].join('\n')}\n`);
  return 0;
}

/** What comes beside the client's own look: the console, and the hops. Those of ssh_config only ssh knows, which is not asked here. */
function beside({ input, jumps }: Target, { via, J }: LiveFlags): readonly Planned[] {
  const named = J ?? jumps.join(',');
  const hops = named === '' || named === 'none' ? 'each jump host of your settings' : `each jump host: ${named}`;
  const what = `a login on the way to ${input}, and the same as above to the one that fails`;
  const console = { probe: 'via', to: `the server, through ${via}`, what: 'run the collector, which only reads' };
  return [
    ...(via === undefined ? [] : [console]),
    { probe: 'hop', to: hops, what, ...(named === '' ? { if: 'the way leads through any' } : {}) },
  ];
}

interface Planned {
  readonly probe: string;
  readonly to: string;
  readonly what: string;
  readonly if?: string;
}

/** As they would come: what is done in any case first, then by stage. */
function inOrder(probes: readonly Probe[]): readonly Probe[] {
  return [...probes].sort((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage));
}
