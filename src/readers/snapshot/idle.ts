/*
 * What the counters of the packet filter say of rules that would decide, had anything met them.
 */
import type { Observation } from '../../model/observation.ts';
import type { ServerView } from '../../model/part.ts';
import { hasCome } from './come.ts';

/**
 * The client has tried, and the rule that is to stop it has stopped nobody: what came was stopped before, or has another address by
 * then. What a ban daemon has is put in anew with each ban.
 */
export function isIdle(server: ServerView, { kind, value, at }: Observation): boolean {
  if (kind !== 'firewall.decision' || value.hook !== 'in' || value.action === 'accept') return false;
  if (at.rule?.packets !== 0 || at.owner !== undefined || !server.tried || server.from === null) return false;
  return !hasCome(server.all('*'), server.from, server.port);
}

/** What was stated for certain, said as what happens if the packets meet it. */
export function likely(one: Extract<Observation, { kind: 'firewall.decision' }>): Observation {
  const { where, action, rule } = one.value;
  if (where === 'client' || (action !== 'drop' && action !== 'reject')) return one;
  return { kind: 'firewall.likely', value: { where, action, rule }, at: one.at };
}

/** How many packets the rule has stopped, or the policy of a chain of iptables. */
export function packetsOf({ at }: Observation): number {
  return at.rule?.packets ?? Number(/^:\S+ \S+ \[(\d+):\d+\]$/.exec(at.quote ?? '')?.[1] ?? 0);
}

/** A rule about this one address has stopped packets, so they come from it. */
export function namesAlone(
  { rule, packets }: { readonly rule: string; readonly packets: number },
  address: string,
): boolean {
  const named = /(?:^| )(?:-s|ip6? saddr) ([\da-f.:]+)(?:\/(?:32|128))?(?: |$)/i.exec(rule)?.[1];
  return packets > 0 && named === address;
}
