import { stopperOf } from '../firewall/outgoing.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { sameNetwork } from '../wire/address.ts';
import { state } from './shared/state.ts';
import { unreached } from './shared/when.ts';

/** Null: the rules may not be read here. `hits` is null where there is no rule that drops or rejects anything. */
type Rules = {
  readonly address: string;
  readonly port: number;
  readonly hits: { readonly program: string; readonly before: string; readonly after: string } | null;
} | null;

/** This machine's own output rules, before and after one more attempt: a rule that drops or rejects and counted it, is it. */
export const probe: Probe<Rules> = {
  id: 'client-firewall',
  title: "this machine's own firewall rules, with their counters",
  vantage: 'client',
  stage: 'tcp',
  when: unreached,
  settles: ['client.rule'],
  plan: () => [
    {
      to: 'this machine',
      what: 'read its own firewall rules, where they may be read',
      if: 'the port cannot be reached',
    },
  ],
  run,
  read,
};

async function run({ on, target, dial, remainingMs }: ProbeContext): Promise<Rules> {
  const address = target.addresses[0];
  if (address === undefined || on.os !== 'linux' || on.uid !== 0) return null;
  const six = address.includes(':');
  let looked = 0;
  for (const argv of [
    [six ? 'ip6tables-save' : 'iptables-save', '-c'],
    ['nft', 'list', 'ruleset'],
  ]) {
    const before = await on.run(argv, { withinMs: 1500 });
    if (!before.ok || before.value.status !== 0) continue;
    looked += 1;
    if (!/\b(drop|reject)\b/i.test(before.value.stdout)) continue;
    const opened = await dial(address, { withinMs: Math.min(700, Math.max(100, remainingMs() - 300)) });
    if (opened?.ok) opened.value.close();
    const after = await on.run(argv, { withinMs: 1500 });
    if (!after.ok) continue;
    const hits = { program: argv[0] ?? '', before: before.value.stdout, after: after.value.stdout };
    return { address, port: target.port, hits };
  }
  // Rules of the one kind do not show in the other's list.
  return looked === 2 ? { address, port: target.port, hits: null } : null;
}

interface Rule {
  readonly text: string;
  readonly packets: number;
  readonly action: 'drop' | 'reject';
}

function read(result: Rules, evidence: Evidence): Reading {
  if (result === null) return { covers: [], observations: [] };
  const { hits } = result;
  if (hits === null) return { covers: ['client.rule'], observations: [] };
  const parse = hits.program === 'nft' ? nftRules : saveRules;
  const before = parse(hits.before);
  const grown = parse(hits.after).filter(
    (rule, i) => rule.packets > (before[i]?.packets ?? Infinity) && concerns(rule.text, result),
  );
  const observations = grown.map((rule): Observation => {
    const fact = state('client.rule', { action: rule.action, text: rule.text, counted: true }, evidence, rule.text);
    const stopper = stopperOf({ ...result, program: hits.program, text: hits.after }, rule.text);
    if (stopper === null) return fact;
    const { position, owner, fixes } = stopper;
    const made = owner === null ? {} : { owner: { tool: owner.tool, setting: owner.setting } };
    return { ...fact, at: { ...fact.at, rule: position, ...made }, cures: fixes };
  });
  // Rules without counters, sets and maps were not followed: that none of these counted proves nothing.
  return { covers: [], observations };
}

/** `[12:720] -A OUTPUT -p tcp -m tcp --dport 22 -j DROP` as iptables-save(8) -c prints it. */
function saveRules(text: string): readonly Rule[] {
  return text.split('\n').flatMap((line) => {
    const [, packets, rule, target] = /^\[(\d+):\d+\] (-A \S+ .*?-j (DROP|REJECT)\b.*)$/.exec(line) ?? [];
    if (packets === undefined || rule === undefined || !/^-A (OUTPUT|POSTROUTING|\S*out\S*)/i.test(rule)) return [];
    return [{ text: rule, packets: Number(packets), action: target === 'DROP' ? 'drop' : 'reject' } as const];
  });
}

/** Rules with a counter in chains that hang at the output hook, as nft(8) prints them. */
function nftRules(text: string): readonly Rule[] {
  const rules: Rule[] = [];
  let output = false;
  for (const line of text.split('\n').map((l) => l.trim())) {
    if (/^chain /.test(line)) output = false;
    if (/^type \S+ hook (output|postrouting) /.test(line)) output = true;
    const packets = /counter packets (\d+)/.exec(line)?.[1];
    const action = /\b(drop|reject)\b/.exec(line)?.[1];
    if (!output || packets === undefined || action === undefined || /^type /.test(line)) continue;
    rules.push({ text: line, packets: Number(packets), action: action === 'drop' ? 'drop' : 'reject' });
  }
  return rules;
}

/** The rule names no other port and no other address than ours; its counter says the rest. */
function concerns(text: string, { address, port }: NonNullable<Rules>): boolean {
  const ports = /--dports? (\S+)|dport (\{[^}]*\}|\S+)/.exec(text);
  const list = ports?.[1] ?? ports?.[2];
  if (list !== undefined && !list.split(/[^0-9a-z:-]+/i).some((p) => inRange(p, port))) return false;
  const to = /(?:-d|daddr) ([0-9a-fA-F.:/]+)/.exec(text)?.[1];
  return to === undefined || to === address || sameNetwork(address, to);
}

function inRange(text: string, port: number): boolean {
  if (text === 'ssh') return port === 22;
  const [low, high] = text.split(/[:-]/).map(Number);
  return low !== undefined && port >= low && port <= (high ?? low);
}
