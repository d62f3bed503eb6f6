import { part } from '../firewall/clouds.ts';
import { judgeFlow } from '../firewall/flow.ts';
import { judgePath } from '../firewall/path.ts';
import { networkOf, whoCan } from '../firewall/who.ts';
import { whyNot } from '../firewall/why-not.ts';
import type { FlowAction } from '../model/flow.ts';
import { renderFlow, renderWho, renderWhyNot } from '../report/flow-text.ts';
import { familyOf, isAddress, onTheWire } from '../wire/address.ts';
import { exit, Stop } from './exit.ts';
import type { FirewallAsked, LiveFlags } from './program.ts';
import { rulesIn } from './rules.ts';
import { write } from './streams.ts';
import { paintFor } from './terminal.ts';

const statusOf: Readonly<Record<FlowAction, number>> = {
  accept: exit.works,
  drop: exit.confirmed,
  reject: exit.confirmed,
  'may-drop': exit.undetermined,
  unknown: exit.undetermined,
};

type Flags = Pick<LiveFlags, 'json' | 'v' | 'color'>;

/** `sshwhy firewall RULES… --from ADDR --to ADDR`: which rule decides. Gives the exit status. */
export async function firewall(names: readonly string[], asked: FirewallAsked, flags: Flags): Promise<number> {
  if (asked.whoCan) return who(names, asked, flags);
  const flow = flowOf(asked);
  const files = await rulesIn(names);
  const report = judgePath(files, flow);
  const { clouds, host } = part(files);
  // What stops it in a cloud stands there with its own command; the host's rules are asked for themselves.
  const changes =
    asked.whyNot && host.length > 0 ? whyNot(host, flow, clouds.size === 0 ? report : judgeFlow(host, flow)) : null;
  const how = { paint: await paintFor(flags, 1), verbose: flags.v === true };
  const text = `${renderFlow(report, how)}${changes === null ? '' : renderWhyNot(changes, how)}`;
  await tell(flags, changes === null ? report : { ...report, whyNot: changes }, text);
  return statusOf[report.action];
}

function flowOf({ from, to, port, device }: FirewallAsked): {
  from: string;
  to: string;
  port: number;
  device?: string;
} {
  for (const [option, value] of Object.entries({ '--from': from, '--to': to })) {
    if (value === null) throw new Stop(exit.usage, `${option} is missing: name an IP address.`);
    if (!isAddress(value)) throw new Stop(exit.usage, `${option} takes an IP address, not '${value.slice(0, 60)}'.`);
  }
  if (from === null || to === null || familyOf(from) !== familyOf(to))
    throw new Stop(exit.usage, '--from and --to must both be IPv4, or both IPv6.');
  return { from: onTheWire(from), to: onTheWire(to), port, ...(device === undefined ? {} : { device }) };
}

async function who(names: readonly string[], given: FirewallAsked, flags: Flags): Promise<number> {
  const asked = { ...given, from: sent(given.from), to: sent(given.to) };
  const { from, to, whyNot: both } = asked;
  if (both) throw new Stop(exit.usage, '--why-not asks about one source, --who-can about all: choose one.');
  if (to !== null && !isAddress(to)) throw new Stop(exit.usage, `--to takes an IP address, not '${to.slice(0, 60)}'.`);
  const family = from?.includes(':') === true ? 6 : 4;
  if (from !== null && networkOf(from, family) === null)
    throw new Stop(exit.usage, `--from takes an IP address or a network, not '${from.slice(0, 60)}'.`);
  if (from !== null && to !== null && family !== familyOf(to))
    throw new Stop(exit.usage, '--from and --to must both be IPv4, or both IPv6.');
  const files = await rulesIn(names);
  if (part(files).clouds.size > 0)
    throw new Stop(exit.usage, "--who-can asks the host's own rules: leave out the JSON of the cloud.");
  const report = whoCan(files, asked);
  await tell(flags, report, renderWho(report, { paint: await paintFor(flags, 1), verbose: flags.v === true }));
  if (report.reach.length > 0) return exit.works;
  const open = report.groups.some(({ action }) => action === 'may-drop' || action === 'unknown');
  return open ? exit.undetermined : exit.confirmed;
}

const sent = (text: string | null): string | null => (text !== null && isAddress(text) ? onTheWire(text) : text);

async function tell(flags: Flags, report: unknown, text: string): Promise<void> {
  const out = flags.json ? `${JSON.stringify(report, null, 2)}\n` : text;
  await write(out);
}
