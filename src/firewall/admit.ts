/*
 * One connection in the words of a rule: what lets it in, and nothing else.
 */
import type { FlowChange } from '../model/flow.ts';
import { readIptables } from './iptables.ts';
import type { Decision, Rule, Ruleset, Step, Table } from './model.ts';
import { readNft } from './nft.ts';
import type { Place, Told } from './owner.ts';

/** The packet that is stopped, as it is where it is stopped. Null: nobody knows. */
export interface Terms {
  readonly family: 4 | 6;
  readonly from: string | null;
  readonly to: string | null;
  readonly fromPort: number | null;
  readonly toPort: number | null;
  /** What was asked for before a rule sent it elsewhere. */
  readonly original: { readonly to: string; readonly port: number } | null;
  readonly established: boolean;
}

/** A rule, or a policy, that stops the connection. */
export interface Stop {
  readonly place: Place & { readonly handle?: number };
  /** Packets of the client, or the answers to them. */
  readonly way: 'in' | 'out';
  /** Whose client is stopped, and where to. Null: nobody knows its address. */
  readonly client: string | null;
  readonly host: string | null;
  readonly port: number;
  readonly terms: Terms;
  readonly path: readonly Step[];
  readonly table: Table | null;
  readonly told: Told;
}

/** What a change does to the rules. */
export type Edit =
  /** The flow, with this verdict, before a rule of the chain; null: behind the last. */
  | {
      readonly is: 'insert';
      readonly chain: string;
      readonly before: number | null;
      readonly verdict: 'accept' | 'return';
    }
  /** Absent: the rule that stops it. */
  | { readonly is: 'remove'; readonly place?: Place }
  /** An element leaves a set. */
  | { readonly is: 'forget'; readonly set: string; readonly element: string };

export interface Admission extends FlowChange {
  readonly edit: Edit;
}

export function termsOf(
  { packet, translated }: Decision,
  way: 'in' | 'out',
  asked: { readonly to: string; readonly port: number },
): Terms {
  const known = <T>(field: 'from' | 'to' | 'fromPort' | 'toPort', value: T): T | null =>
    packet.unknown?.has(field) === true ? null : value;
  const to = known('to', packet.to);
  const toPort = known('toPort', packet.toPort);
  const moved = way === 'in' && translated !== null && (to !== asked.to || toPort !== asked.port);
  return {
    family: packet.family,
    from: known('from', packet.from),
    to,
    // The client's own port differs each time.
    fromPort: way === 'in' ? null : known('fromPort', packet.fromPort),
    toPort: way === 'in' ? toPort : null,
    original: moved ? asked : null,
    established: way === 'out' && packet.state === 'established',
  };
}

/** `ip saddr 192.0.2.1 ip daddr 203.0.113.5 tcp dport 22` */
function nftTerms({ family, from, to, fromPort, toPort, original, established }: Terms): string {
  const ip = family === 4 ? 'ip' : 'ip6';
  return [
    ...(from === null ? [] : [`${ip} saddr ${from}`]),
    ...(to === null ? [] : [`${ip} daddr ${to}`]),
    ...(fromPort === null ? [] : [`tcp sport ${fromPort}`]),
    ...(toPort === null ? [] : [`tcp dport ${toPort}`]),
    ...(fromPort === null && toPort === null ? ['meta l4proto tcp'] : []),
    ...(original === null ? [] : [`ct original ${ip} daddr ${original.to} ct original proto-dst ${original.port}`]),
    ...(established ? ['ct state established'] : []),
  ].join(' ');
}

/** `-s 192.0.2.1 -d 203.0.113.5 -p tcp -m tcp --dport 22` */
export function iptablesTerms({ from, to, fromPort, toPort, original, established }: Terms): string {
  return [
    ...(from === null ? [] : [`-s ${from}`]),
    ...(to === null ? [] : [`-d ${to}`]),
    '-p tcp',
    ...(fromPort === null ? [] : [`-m tcp --sport ${fromPort}`]),
    ...(toPort === null ? [] : [`-m tcp --dport ${toPort}`]),
    ...(original === null ? [] : [`-m conntrack --ctorigdst ${original.to} --ctorigdstport ${original.port}`]),
    ...(established ? ['-m conntrack --ctstate ESTABLISHED'] : []),
  ].join(' ');
}

/** The same for whoever it is that comes. */
export function forAll(terms: Terms): Terms {
  return { ...terms, from: null, to: null };
}

/** For whom it is done, in a sentence. */
export function whom({ from, to, toPort }: Terms): string {
  return (toPort === null ? to : from) ?? 'everybody';
}

/** A word for a shell; text of rules may be anybody's. */
export function quoted(word: string): string {
  return /^[\w.:/@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** What the packet filter's own command does, whoever made the rules. `top`: in front of the whole chain. */
export function byHand(tool: string, stop: Stop, before: number | null): Admission {
  return tool === 'nft' ? byNft(stop.place, stop.terms, before) : byIptables(stop, before);
}

/** The program that reaches the rules. */
export function programOf({ terms, table }: Pick<Stop, 'terms' | 'table'>): string {
  return `${terms.family === 6 ? 'ip6tables' : 'iptables'}${table?.legacy === true ? '-legacy' : ''}`;
}

function saidByHand(terms: Terms, before: number | null): string {
  const what = terms.toPort === null ? `Let the answers to ${whom(terms)} out` : `Let ${whom(terms)} in`;
  return `${what} ${before === null ? 'at the end of the chain' : 'before the rule that stops it'}.`;
}

/** Takes the rule out by the packet filter's own command; null: the policy of a chain is none, or its words are no shell's. */
export function liftedByHand(tool: string, stop: Stop): Admission | null {
  const { place, table } = stop;
  const { text, number = 1, handle } = place;
  if (text === undefined) return null;
  const last = (table?.chains.find(({ name }) => name === place.chain)?.rules.length ?? number) <= number;
  const commands =
    tool === 'nft' ? withoutNft(place, text, handle, last ? null : number) : withoutIptables(stop, text, number);
  if (commands === null) return null;
  const [command, undo] = commands;
  return {
    tool: null,
    say: 'Take out the rule that stops it.',
    commands: [command],
    lasting: [],
    undo: [undo],
    risk: null,
    edit: { is: 'remove' },
  };
}

/** Without a handle nft(8) can't name a rule. */
function withoutNft(
  place: Stop['place'],
  text: string,
  handle: number | undefined,
  before: number | null,
): readonly [string, string] | null {
  if (handle === undefined) return null;
  const where = [place.family, place.table, place.chain].map(quoted).join(' ');
  const at = before === null ? `add rule ${where}` : `insert rule ${where} index ${before - 1}`;
  return [`nft delete rule ${where} handle ${handle}`, `nft ${at} ${quoted(text)}`];
}

function withoutIptables(stop: Stop, text: string, number: number): readonly [string, string] | null {
  const { place } = stop;
  const spec = /^-[AI] \S+ ([\w .:/,=+%!-]+)$/.exec(text)?.[1];
  if (spec === undefined) return null;
  const program = programOf(stop);
  const table = place.table === 'filter' ? '' : `-t ${quoted(place.table)} `;
  const chain = quoted(place.chain);
  return [`${program} ${table}-D ${chain} ${spec}`, `${program} ${table}-I ${chain} ${number} ${spec}`];
}

function byNft(place: Stop['place'], terms: Terms, before: number | null): Admission {
  const where = [place.family, place.table, place.chain].map(quoted).join(' ');
  const note = `sshwhy ${terms.from ?? ''} ${terms.to ?? ''} ${terms.toPort ?? terms.fromPort ?? ''}`.replace(
    / +/g,
    ' ',
  );
  const rule = `${nftTerms(terms)} accept comment '"${note}"'`;
  const own = before !== null && before === place.number && place.handle !== undefined;
  const at = own ? `handle ${place.handle} ` : before === null ? '' : `index ${before - 1} `;
  return {
    tool: null,
    say: saidByHand(terms, before),
    commands: [`nft ${before === null ? 'add' : 'insert'} rule ${where} ${at}${rule}`],
    lasting: [
      'editor /etc/nftables.conf   # or the file that the rules are loaded from: the same rule, at the same place',
    ],
    undo: [`nft delete rule ${where} handle "$(nft -a list chain ${where} | sed -n 's|.*"${note}".*# handle ||p')"`],
    risk: null,
    edit: { is: 'insert', chain: place.chain, before, verdict: 'accept' },
  };
}

function byIptables(stop: Stop, before: number | null): Admission {
  const { place, terms } = stop;
  const program = programOf(stop);
  const chain = quoted(place.chain);
  const table = place.table === 'filter' ? '' : `-t ${quoted(place.table)} `;
  const rule = `${iptablesTerms(terms)} -j ACCEPT`;
  const saved = `/etc/iptables/rules.v${terms.family}`;
  return {
    tool: null,
    say: saidByHand(terms, before),
    commands: [`${program} ${table}${before === null ? `-A ${chain}` : `-I ${chain} ${before}`} ${rule}`],
    lasting: [`${program}-save > ${saved}   # or the file that the rules are loaded from`],
    undo: [`${program} ${table}-D ${chain} ${rule}`],
    risk: null,
    edit: { is: 'insert', chain: place.chain, before, verdict: 'accept' },
  };
}

/** The rules with the change made in them; null when there is no such place. Sets are changed in their text, not here. */
export function edited(rulesets: readonly Ruleset[], stop: Stop, edit: Edit): readonly Ruleset[] | null {
  if (edit.is === 'forget') return null;
  let done = false;
  const { place } = stop;
  const name = edit.is === 'insert' ? edit.chain : (edit.place ?? place).chain;
  const changed = rulesets.map((ruleset) => ({
    ...ruleset,
    tables: ruleset.tables.map((table) => {
      if (done || !holds(table, place)) return table;
      const chains = table.chains.map((chain) => {
        if (done || chain.name !== name) return chain;
        const rules = [...chain.rules];
        if (edit.is === 'remove') {
          const { line, text } = edit.place ?? place;
          const at = rules.findIndex((rule) => rule.place.line === line && rule.place.text === text);
          if (at >= 0) rules.splice(at, 1);
          done = at >= 0;
        } else {
          const rule = ruleOf(ruleset.tool, stop, edit.verdict);
          if (rule !== null) rules.splice(edit.before === null ? rules.length : edit.before - 1, 0, rule);
          done = rule !== null;
        }
        return { ...chain, rules };
      });
      return { ...table, chains };
    }),
  }));
  return done ? changed : null;
}

/** Tables of nft and of iptables-legacy may have one name. */
export function holds({ family, name, chains }: Table, { family: of, table, chain, line }: Place): boolean {
  if (family !== of || name !== table) return false;
  return chains.some(
    (one) => one.name === chain && (one.line === line || one.rules.some(({ place }) => place.line === line)),
  );
}

/** Read as any other rule is. */
function ruleOf(tool: string, { place, terms }: Stop, verdict: 'accept' | 'return'): Rule | null {
  if (tool === 'nft') {
    const text = `table ${place.family} t {\nchain c {\n${nftTerms(terms)} ${verdict}\n}\n}\n`;
    return readNft(text).tables[0]?.chains[0]?.rules[0] ?? null;
  }
  const goal = verdict === 'accept' ? 'ACCEPT' : 'RETURN';
  const text = `*${place.table}\n:c - [0:0]\n-A c ${iptablesTerms(terms)} -j ${goal}\nCOMMIT\n`;
  return (
    readIptables(text, { family: terms.family }).tables[0]?.chains.find(({ name }) => name === 'c')?.rules[0] ?? null
  );
}
