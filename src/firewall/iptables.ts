/*
 * The rules of iptables and ip6tables, as iptables-save(8) prints them, old and new kernels' way, and their sets as
 * `ipset save` does (ipset(8)). Outputs of several of these programs may stand after each other in one text.
 */

import type { Condition, Surroundings, Unseen } from './iptables/condition.ts';
import { general } from './iptables/general.ts';
import { Sets } from './iptables/ipset.ts';
import { conditionsOf } from './iptables/modules.ts';
import { type Effect, effectOf, isTarget, notKnown } from './iptables/targets.ts';
import { type Clauses, clausesOf, split } from './iptables/words.ts';
import type { Chain, Hook, Match, Packet, Rule, RulePlace, Ruleset, Table } from './model.ts';

export { Sets } from './iptables/ipset.ts';

/** What the text itself does not tell. */
export interface IptablesOptions {
  /** Of blocks that no comment of the program stands before; 4 when absent. */
  readonly family?: 4 | 6;
  /** Sets that were read from another text. */
  readonly sets?: Sets;
  readonly unseen?: Unseen | undefined;
}

/** More than any program prints, and no work to read. */
const maxLine = 65_536;
const shown = 200;
const maxTails = 1000;

const hookOf: Readonly<Record<string, Hook>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};

/** Priorities of linux/netfilter_ipv4.h, by table and chain. */
const priorities: Readonly<Record<string, Readonly<Partial<Record<Hook, number>>>>> = {
  raw: { prerouting: -300, output: -300 },
  mangle: { prerouting: -150, input: -150, forward: -150, output: -150, postrouting: -150 },
  nat: { prerouting: -100, input: 100, output: -100, postrouting: 100 },
  filter: { input: 0, forward: 0, output: 0 },
  security: { input: 50, forward: 50, output: 50 },
};

/** Which program printed a block: blocks of one kind are of one kernel's tables, and a later one takes the place. */
interface Block {
  readonly program: string | null;
  /** Its program has a name of its own, since 1.8. */
  readonly legacy: boolean;
  readonly family: 4 | 6;
  readonly table: string;
  readonly sets: Sets;
  readonly unseen: Unseen | undefined;
  readonly chains: Map<string, OpenChain>;
  readonly targets: Map<string, Target>;
  /** The chain that had the last rule: chains are printed one behind the other. */
  last: string | null;
  /** Line of its COMMIT; null: it was not seen. */
  end: number | null;
}

interface OpenChain {
  readonly name: string;
  readonly line: number;
  policy: 'accept' | 'drop' | null;
  readonly rules: Draft[];
  readonly hooks: Set<Hook>;
  readonly place: Surroundings;
  /** Matches and targets by their text: long lists repeat the same few. */
  readonly seen: Map<string, readonly Match[]>;
  /** What stands behind the source address, likewise. */
  readonly tails: Map<string, Pick<Draft, 'matches' | 'target'>>;
}

type Target = NonNullable<Clauses['target']>;

/** A rule whose target can be a chain that is named further down. */
interface Draft {
  readonly line: number;
  readonly text: string;
  readonly packets: number | null;
  readonly matches: readonly Match[];
  /** Null: it has none; undefined: the line is not understood. */
  readonly target: Target | null | undefined;
}

/** Reads a text of these programs. Total: what is not understood is in `unread`, or a rule that nobody can answer. */
export function readIptables(text: string, options: IptablesOptions = {}): Ruleset {
  return new Reader(options).read(text);
}

class Reader {
  readonly #sets: Sets;
  readonly #unseen: Unseen | undefined;
  readonly #family: 4 | 6;
  readonly #unread: { line: number; text: string }[] = [];
  readonly #blocks: Block[] = [];
  #program: string | null = null;
  #legacy = false;
  #headed: 4 | 6 | null = null;
  #block: Block | null = null;
  #hidden: { line: number; text: string } | null = null;
  /** A block of a bridge or of ARP, which decides about no packet of IP. */
  #other = false;

  constructor({ family = 4, sets = new Sets(), unseen }: IptablesOptions) {
    this.#family = family;
    this.#unseen = unseen;
    this.#sets = sets;
  }

  read(text: string): Ruleset {
    let number = 0;
    for (let at = 0; at < text.length; ) {
      const end = text.indexOf('\n', at);
      const stop = end < 0 ? text.length : end;
      number++;
      this.#line(text.slice(at, text[stop - 1] === '\r' ? stop - 1 : stop), number);
      at = stop + 1;
    }
    for (const { end, table } of this.#blocks)
      if (end === null) this.#notRead(`the table ${table} has no COMMIT: its end is missing`, number);
    const legacy = this.#blocks.some(({ program }) => program === 'legacy');
    if (this.#hidden !== null && !legacy) this.#unread.push(this.#hidden);
    return { tool: 'iptables', tables: this.#tables(), unread: this.#unread };
  }

  #line(line: string, number: number): void {
    if (line === '') return;
    if (line.startsWith('#')) this.#comment(line, number);
    else if (line.startsWith('*')) this.#open(line.slice(1).trim(), line, number);
    else if (line.trimEnd() === 'COMMIT') {
      if (this.#block !== null) this.#block.end = number;
      this.#block = null;
      this.#other = false;
    } else if (!this.#other && this.#block === null && /^-P INPUT (?:ACCEPT|DROP)\b/.test(line))
      this.#listed(line, number);
    else if (!this.#other && (this.#block === null || !this.#inBlock(this.#block, line, number))) {
      if (line.length > maxLine || !this.#sets.read(line)) this.#notRead(line, number);
    }
  }

  /** `iptables -S` begins with the policies, and shows one table. */
  #listed(line: string, number: number): void {
    this.#open('filter', line, number);
    if (this.#block === null) return;
    this.#block.end = number;
    this.#notRead('nat, mangle and raw, which iptables -S does not show and iptables-save does', number);
    this.#inBlock(this.#block, line, number);
  }

  #notRead(line: string, number: number): void {
    if (line.trim() !== '') this.#unread.push({ line: number, text: line.slice(0, shown) });
  }

  /** `# Generated by ip6tables-save v1.8.9 (nf_tables) on …`, and what the new program says of tables it can't show. */
  #comment(line: string, number: number): void {
    const by = /^# Generated by ([\w-]+) v(\S+)(?: (\(nf_tables\)|\(legacy\)))?/.exec(line);
    if (by !== null) {
      const [, name = '', version = '', kind] = by;
      this.#headed = /^ip6?tables/.test(name) ? (name.startsWith('ip6') ? 6 : 4) : null;
      this.#program = kind === '(nf_tables)' || /nft|^xtables/.test(name) ? 'nft' : 'legacy';
      this.#legacy = this.#program === 'legacy' && /^(?:1\.(?:[89]|\d\d)|[2-9])(?:\.|$)/.test(version);
      this.#other = /^(?:eb|arp)tables/.test(name);
    }
    const foreign = /^# Table [`']?(\w+)'? is incompatible/.exec(line)?.[1];
    if (foreign !== undefined && foreign in priorities) this.#notRead(line, number);
    if (/^# Warning: ip6?tables-legacy tables present/.test(line)) this.#hidden = { line: number, text: line };
  }

  #open(table: string, line: string, number: number): void {
    if (this.#other) return;
    if (!Object.hasOwn(priorities, table)) {
      // `broute` and the like are of bridges; their chains stand at no hook of IP that is known.
      this.#notRead(line, number);
      this.#other = true;
      return;
    }
    const family = this.#headed ?? this.#family;
    this.#block = {
      program: this.#program,
      legacy: this.#legacy,
      family,
      table,
      sets: this.#sets,
      unseen: this.#unseen,
      chains: new Map(),
      targets: new Map(),
      last: null,
      end: null,
    };
    this.#blocks.push(this.#block);
  }

  /** False: the line says nothing that a block can say. */
  #inBlock(block: Block, line: string, number: number): boolean {
    if (line.startsWith(':')) return openChain(block, line, number);
    const parts =
      /^\s*(?:\[(\d+):\d+\]\s*)?(-[AINP]|--append|--insert|--new-chain|--policy)\s+(?:"([^"]+)"|(\S+))(.*)$/s.exec(
        line.length > maxLine ? line.slice(0, maxLine) : line,
      );
    if (parts === null) return false;
    const [, packets, command = '', quoted, bare = '', rest = ''] = parts;
    const name = quoted ?? bare;
    const chain = block.chains.get(name) ?? newChain(block, name, number);
    if (command === '-N' || command === '--new-chain') return true;
    if (command === '-P' || command === '--policy') {
      chain.policy = rest.trim() === 'DROP' ? 'drop' : 'accept';
      return rest.trim() === 'DROP' || rest.trim() === 'ACCEPT';
    }
    const place = command.startsWith('-I') || command === '--insert' ? /^\s+(\d+)(?=\s|$)/.exec(rest) : null;
    const text = line.slice(line.indexOf(command)).slice(0, line.length > maxLine ? shown : undefined);
    const about = { line: number, text, packets: packets === undefined ? null : Number(packets) };
    const said = place === null ? rest : rest.slice(place[0].length);
    const draft = line.length > maxLine ? draftOf(block, chain, null, about) : listed(block, chain, said, about);
    block.last = name;
    if (command === '-A' || command === '--append') chain.rules.push(draft);
    else chain.rules.splice(Math.max(0, Number(place?.[1] ?? 1) - 1), 0, draft);
    return true;
  }

  #tables(): readonly Table[] {
    const last = new Map<string, Block>();
    for (const [i, block] of this.#blocks.entries()) {
      // Without a word of who printed it, a second block can be of the other family: both count.
      const who = block.program ?? `${i}`;
      const key = `${who} ${block.family} ${block.table}`;
      last.delete(key);
      last.set(key, block);
    }
    return [...last.values()].map((block) => tableOf(block));
  }
}

function newChain(block: Block, name: string, line: number): OpenChain {
  const hooks = new Set<Hook>();
  const { family, table, sets, unseen } = block;
  const place = { family, table, sets, ...(unseen === undefined ? {} : { unseen }), hooks };
  const chain: OpenChain = { name, line, policy: null, rules: [], hooks, place, seen: new Map(), tails: new Map() };
  block.chains.set(name, chain);
  return chain;
}

/** `:INPUT DROP [12:720]`, `:mine - [0:0]`. */
function openChain(block: Block, line: string, number: number): boolean {
  const [, name, policy] = /^:(\S+)\s+(ACCEPT|DROP|-)(?:\s+\[\d+:\d+\])?\s*$/.exec(line.slice(0, maxLine)) ?? [];
  if (name === undefined) return false;
  const chain = block.chains.get(name) ?? newChain(block, name, number);
  if (policy !== '-') chain.policy = policy === 'DROP' ? 'drop' : 'accept';
  return true;
}

/** Long lists differ in their source address, which stands in front, and say the same behind it. */
function listed(block: Block, chain: OpenChain, said: string, about: Pick<Draft, 'line' | 'text' | 'packets'>): Draft {
  const [front = '', source] = /^ +-s ([\da-f.:/]+) (?=-)/.exec(said) ?? [];
  const read = (text: string): Draft => {
    const words = split(text);
    return draftOf(block, chain, words === null ? null : clausesOf(words), about);
  };
  if (source === undefined) return read(said);
  const tail = said.slice(front.length);
  let behind: Pick<Draft, 'matches' | 'target'> | undefined = chain.tails.get(tail);
  if (behind === undefined) {
    behind = read(tail);
    if (behind.target === undefined) return read(said);
    if (chain.tails.size < maxTails) chain.tails.set(tail, behind);
  }
  const option = { negated: false, name: '-s', args: [source] };
  const matches = [...generalMatches({ general: [option], modules: [], target: null }, chain), ...behind.matches];
  return { ...about, matches, target: behind.target };
}

function draftOf(
  block: Block,
  chain: OpenChain,
  clauses: Clauses | null,
  about: Pick<Draft, 'line' | 'text' | 'packets'>,
): Draft {
  if (clauses === null) return { ...about, matches: [unanswered(about.text)], target: undefined };
  const matches = [...generalMatches(clauses, chain), ...moduleMatches(clauses, chain)];
  if (clauses.target === null) return { ...about, matches, target: null };
  const key = `${clauses.target.goes ? 'g' : 'j'} ${clauses.target.text}`;
  const target = block.targets.get(key) ?? clauses.target;
  block.targets.set(key, target);
  return { ...about, matches, target };
}

function tableOf(block: Block): Table {
  const family = block.family === 4 ? 'ip' : 'ip6';
  const loops = loopsOf(block);
  reach(block);
  const names = [...block.chains.keys()];
  const whole = block.end === null ? names.indexOf(block.last ?? '') : names.length;
  const chains = [...block.chains.values()].map((chain, nth): Chain => {
    const effects = new Map<Target, Effect>();
    const rules = chain.rules.map((draft, i): Rule => {
      const { line, text, packets, matches, target } = draft;
      const where = { line, family, table: block.table, chain: chain.name, number: i + 1, text };
      const place: RulePlace = packets === null ? where : { ...where, packets };
      let effect = target == null ? undefined : effects.get(target);
      if (effect === undefined) {
        effect = effectIn(block, chain, draft);
        if (target != null) effects.set(target, effect);
      }
      if (loops.has(draft)) effect = notKnown(`${target?.text ?? ''} leads back to itself, which the kernel refuses`);
      return { place, matches, changes: effect.changes, verdict: effect.verdict };
    });
    if (nth >= whole) rules.push(missing(block, chain));
    return { name: chain.name, base: baseOf(block.table, chain), rules, line: chain.line };
  });
  return { family, name: block.table, chains, ...(block.legacy ? { legacy: true } : {}) };
}

/** In the place of the rules that were cut off, which may do anything. */
function missing({ family, table }: Block, { name, line, rules }: OpenChain): Rule {
  const where = { family: family === 4 ? 'ip' : 'ip6', table, chain: name, number: rules.length + 1 };
  const place = { ...where, line: rules.at(-1)?.line ?? line, text: '(the text ends here)' };
  const why = `the rest of the chain ${name}: the text ends before COMMIT`;
  return { place, matches: [], changes: [], verdict: { is: 'unknown', why } };
}

function baseOf(table: string, { name, policy }: OpenChain): Chain['base'] {
  const hook = Object.hasOwn(hookOf, name) ? hookOf[name] : undefined;
  const priority = hook === undefined ? undefined : priorities[table]?.[hook];
  if (hook === undefined || priority === undefined) return null;
  const type = table === 'nat' ? 'nat' : table === 'mangle' && hook === 'output' ? 'route' : 'filter';
  return { type, hook, priority, policy: policy ?? 'accept' };
}

function effectIn(block: Block, { place }: OpenChain, { target, text }: Draft): Effect {
  if (target === undefined) return notKnown(`a line that is not understood: ${text.slice(0, shown)}`);
  if (target === null) return { verdict: null, changes: [] };
  const chain = block.chains.get(target.name);
  const own = chain !== undefined && !Object.hasOwn(hookOf, target.name);
  if (!own) return target.goes ? notKnown(`the chain ${target.name} is not there`) : effectOf(target, place);
  // Which of the two is meant depends on what is installed.
  if (isTarget(target.name) && !target.goes) return notKnown(`${target.name} is a chain and a target`);
  if (target.options.length > 0) return notKnown(`options that are not known here: ${target.text}`);
  return { verdict: { is: target.goes ? 'goto' : 'jump', chain: target.name }, changes: [] };
}

function unanswered(text: string): Match {
  return {
    text,
    unread: true,
    test: () => 'unknown',
    because: `words that are not understood: ${text.slice(0, shown)}`,
  };
}

function match(text: string, condition: Condition): Match {
  const test = (packet: Packet): ReturnType<Condition['test']> => condition.test(packet);
  const { why, asks = [], ports, unread } = condition;
  return {
    text,
    test,
    ...(why === undefined ? {} : { because: `${why}: ${text}` }),
    ...(unread === undefined ? {} : { unread }),
    ...(asks.length === 0 ? {} : { asks }),
    ...(ports === undefined ? {} : { ports }),
  };
}

/** What was made of these words before, or is made of them now. */
function once(chain: OpenChain, text: string, make: () => readonly Match[]): readonly Match[] {
  const before = chain.seen.get(text);
  if (before !== undefined) return before;
  const made = make();
  chain.seen.set(text, made);
  return made;
}

function generalMatches({ general: options }: Clauses, chain: OpenChain): readonly Match[] {
  return options.flatMap((option) => {
    if (option.name === '-c') return [];
    const text = `${option.negated ? '! ' : ''}${option.name} ${option.args.join(' ')}`;
    const make = (): readonly Match[] =>
      general([option], chain.place)?.map((one) => match(text, one)) ?? [unanswered(text)];
    // Long lists are of addresses, each of them once.
    return option.name === '-s' || option.name === '-d' ? make() : once(chain, text, make);
  });
}

function moduleMatches({ modules }: Clauses, chain: OpenChain): readonly Match[] {
  return modules.flatMap(({ name, options, text }) => {
    const make = (): readonly Match[] => conditionsOf(name, options, chain.place).map((one) => match(text, one));
    return name === 'comment' ? [] : once(chain, text, make);
  });
}

function nextChain(block: Block, { target }: Draft): OpenChain | null {
  const name = target?.name;
  const chain = name === undefined ? undefined : block.chains.get(name);
  return chain === undefined || Object.hasOwn(hookOf, chain.name) ? null : chain;
}

/** The jumps that close a circle of chains. Without them every walk ends. */
function loopsOf(block: Block): ReadonlySet<Draft> {
  const loops = new Set<Draft>();
  const state = new Map<OpenChain, 'open' | 'done'>();
  for (const start of block.chains.values()) {
    if (state.has(start)) continue;
    const stack: { readonly chain: OpenChain; at: number }[] = [{ chain: start, at: 0 }];
    state.set(start, 'open');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const draft = top.chain.rules[top.at++];
      if (draft === undefined) {
        state.set(top.chain, 'done');
        stack.pop();
        continue;
      }
      const next = nextChain(block, draft);
      if (next === null || state.get(next) === 'done') continue;
      if (state.get(next) === 'open') loops.add(draft);
      else {
        state.set(next, 'open');
        stack.push({ chain: next, at: 0 });
      }
    }
  }
  return loops;
}

/** Notes at each chain from which hooks it is reached. */
function reach(block: Block): void {
  for (const chain of block.chains.values()) {
    const hook = baseOf(block.table, chain)?.hook;
    if (hook === undefined) continue;
    const queue = [chain];
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
      if (one.hooks.has(hook)) continue;
      one.hooks.add(hook);
      for (const draft of one.rules) {
        const next = nextChain(block, draft);
        if (next !== null) queue.push(next);
      }
    }
  }
}
