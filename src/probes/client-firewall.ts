import { type Aim, type Stopper, stoppedBy, stopperOf } from '../firewall/outgoing.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Observation, ObservationMap, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { sameNetwork } from '../wire/address.ts';
import { type Route, rows } from './shared/ip-json.ts';
import { state } from './shared/state.ts';
import { unreached } from './shared/when.ts';

/** Null: the rules may not be read here. */
type Rules = {
  readonly address: string;
  readonly port: number;
  /** Null: both kinds were listed, and nothing in them drops or rejects. */
  readonly hits: Hits | null;
} | null;

type Hits = {
  /** Where the connection leaves from, and by which interface; null: nobody told. */
  readonly from: string | null;
  readonly by: string | null;
  /** What each program printed. `after`: after one more attempt; null: it was not made. */
  readonly lists: readonly { readonly program: string; readonly before: string; readonly after: string | null }[];
};

/**
 * This machine's own rules, before and after one more attempt. What they do with it is followed as the kernel does; where
 * that hinges on what nobody knows, a rule for what goes out that drops or rejects and has counted it, is it.
 */
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
  const print = async (argv: readonly string[]): Promise<string | null> => {
    const ran = await on.run(argv, { withinMs: 1500 });
    return ran.ok && ran.value.status === 0 ? ran.value.stdout : null;
  };
  const programs = [
    [address.includes(':') ? 'ip6tables-save' : 'iptables-save', '-c'],
    ['nft', 'list', 'ruleset'],
  ];
  const listed = await Promise.all(programs.map(async (argv) => ({ argv, before: await print(argv) })));
  const found = listed.flatMap(({ argv, before }) => (before === null ? [] : [{ argv, before }]));
  const one = { address, port: target.port };
  // Rules of the one kind do not show in the other's list.
  if (!found.some(({ before }) => stops.test(before)))
    return found.length === programs.length ? { ...one, hits: null } : null;
  const [route] = rows<Route>((await print(['ip', '-j', 'route', 'get', address])) ?? '');
  const sets = found.some(({ before }) => before.includes('--match-set')) ? await print(['ipset', 'save']) : null;
  const opened = await dial(address, { withinMs: Math.min(700, Math.max(100, remainingMs() - 300)) });
  if (opened?.ok) opened.value.close();
  const lists = await Promise.all(
    found.map(async ({ argv: [program = '', ...more], before }) => {
      const after = opened === null || !stops.test(before) ? null : await print([program, ...more]);
      return { program, before, after };
    }),
  );
  const held = sets === null ? [] : [{ program: 'ipset', before: sets, after: null }];
  return { ...one, hits: { from: route?.prefsrc ?? null, by: route?.dev ?? null, lists: [...held, ...lists] } };
}

const stops = /\b(drop|reject)\b/i;

function read(result: Rules, evidence: Evidence): Reading {
  if (result === null) return { covers: [], observations: [] };
  const { hits, ...aim } = result;
  if (hits === null) return { covers: ['client.rule'], observations: [] };
  const { from, by, lists } = hits;
  const files = lists.map(({ program, before }) => ({ name: program, text: before }));
  const stopped = stoppedBy(files, { ...aim, from, ...(by === null ? {} : { by }) });
  // An answer that is rejected is as silent to who waits for it as one that is dropped.
  const action = stopped?.way === 'in' ? 'drop' : stopped?.action;
  const observations =
    stopped === null || action === undefined
      ? lists.flatMap((list) => counted(aim, list, evidence))
      : [ruleOf({ action, text: stopped.text, counted: false }, stopped, evidence)];
  // Where nothing is certain, what did not count proves nothing.
  return { covers: [], observations };
}

function ruleOf(
  value: ObservationMap['client.rule'],
  { position, owner, fixes }: Stopper,
  evidence: Evidence,
): Observation {
  const fact = state('client.rule', value, evidence, value.text);
  const made = owner === null ? {} : { owner: { tool: owner.tool, setting: owner.setting } };
  return { ...fact, at: { ...fact.at, rule: position, ...made }, cures: fixes };
}

interface Rule {
  readonly text: string;
  readonly packets: number;
  readonly action: 'drop' | 'reject';
}

/** The rules for what goes out that have counted the attempt. */
function counted(
  aim: Aim,
  { program, before, after }: Hits['lists'][number],
  evidence: Evidence,
): readonly Observation[] {
  if (after === null) return [];
  const parse = program === 'nft' ? nftRules : saveRules;
  const earlier = parse(before);
  const grown = parse(after).filter(
    (rule, i) => rule.packets > (earlier[i]?.packets ?? Infinity) && concerns(rule.text, aim),
  );
  return grown.map(({ action, text }) => {
    const value = { action, text, counted: true } as const;
    const stopper = stopperOf({ ...aim, program, text: after }, text);
    return stopper === null ? state('client.rule', value, evidence, text) : ruleOf(value, stopper, evidence);
  });
}

/** `[12:720] -A OUTPUT -p tcp -m tcp --dport 22 -j DROP` as iptables-save(8) -c prints it. */
function saveRules(text: string): readonly Rule[] {
  return text.split('\n').flatMap((line) => {
    const [, packets, rule, target] = /^\[(\d+):\d+\] (-A \S+ .*?-j (DROP|REJECT)\b.*)$/.exec(line) ?? [];
    if (packets === undefined || rule === undefined || !/^-A (?!PREROUTING)\S*out/i.test(rule)) return [];
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
function concerns(text: string, { address, port }: Aim): boolean {
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
