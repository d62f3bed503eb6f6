import type { Flow } from '../firewall/flow.ts';
import { judgePath } from '../firewall/path.ts';
import type { FlowAction } from '../model/flow.ts';
import { renderFlow } from '../report/flow-text.ts';
import { familyOf, isAddress } from '../wire/address.ts';
import { exit, Stop } from './exit.ts';
import type { LiveFlags } from './program.ts';
import { rulesIn } from './rules.ts';
import { paintFor } from './terminal.ts';

const statusOf: Readonly<Record<FlowAction, number>> = {
  accept: exit.works,
  drop: exit.confirmed,
  reject: exit.confirmed,
  'may-drop': exit.undetermined,
  unknown: exit.undetermined,
};

/** `sshwhy firewall RULES… --from ADDR --to ADDR`: which rule decides. Gives the exit status. */
export async function firewall(
  names: readonly string[],
  flow: Flow & { readonly from: string },
  flags: Pick<LiveFlags, 'json' | 'v' | 'color'>,
): Promise<number> {
  const { from, to } = flow;
  for (const [option, value] of Object.entries({ '--from': from, '--to': to }))
    if (!isAddress(value)) throw new Stop(exit.usage, `${option} takes an IP address, not '${value.slice(0, 60)}'.`);
  if (familyOf(from) !== familyOf(to)) throw new Stop(exit.usage, '--from and --to must both be IPv4, or both IPv6.');
  const files = await rulesIn(names);
  const report = judgePath(files, flow);
  const text = flags.json
    ? `${JSON.stringify(report, null, 2)}\n`
    : renderFlow(report, { paint: paintFor(flags, process.stdout), verbose: flags.v === true });
  await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
  return statusOf[report.action];
}
