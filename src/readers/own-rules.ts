/*
 * Rules in a text that are those of the machine ssh was called on: what they stop of its own connection.
 */
import { type Aim, stoppedBy } from '../firewall/outgoing.ts';
import type { Observation } from '../model/observation.ts';
import { isAddress } from '../wire/address.ts';
import { dialledIn, factAt } from './pasted.ts';

/** The one address and port that ssh dialled; null: the text tells none, or several. */
export function aimIn(raw: readonly string[]): Aim | null {
  const { hosts, ports } = dialledIn(raw);
  const [address, ...others] = [...hosts].filter(isAddress);
  const [port, ...more] = ports;
  return address === undefined || port === undefined || others.length + more.length > 0 ? null : { address, port };
}

/** `text`: the rules as their program saves them. `placed`: the line (from 0) in which a rule with these words was pasted; -1: none. */
export function ownRule(
  text: string,
  aim: Aim,
  raw: readonly string[],
  id: string,
  placed: (words: string) => number,
): readonly Observation[] {
  const stopped = stoppedBy([{ name: 'the text', text }], { ...aim, from: null });
  if (stopped === null || stopped.way !== 'out') return [];
  const { action, position, owner, fixes } = stopped;
  const index = placed(stopped.text);
  if (index < 0) return [];
  const fact = factAt(id, raw, index, 'client.rule', { action, text: stopped.text, counted: false });
  const made = owner === null ? {} : { owner: { tool: owner.tool, setting: owner.setting } };
  return [{ ...fact, at: { ...fact.at, rule: position, ...made }, cures: fixes }];
}
