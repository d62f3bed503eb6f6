/** Where in the files that were given something stands; lines are counted from 1. */
export interface FlowPlace {
  readonly file: string;
  readonly line: number;
}

/** Where a rule stands, in the words of its own tool. */
export interface RulePosition {
  /** The file that it was given in; absent where the evidence is but one text. */
  readonly file?: string;
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly handle?: number;
  /** Position in its chain, counted from 1. */
  readonly number?: number;
  /** Packets that it has counted. */
  readonly packets?: number;
  /** It is a route of `table`, or a rule that chooses one: no rule of a firewall. */
  readonly routing?: 'route' | 'rule';
  /** The cloud that keeps the rule in front of the host; absent: it is one of the host's own. */
  readonly provider?: string;
}

/** The tool that made a rule, as its own manual writes it, and the setting behind the rule in the tool's words. */
export interface RuleOwner {
  readonly tool: string;
  readonly setting: string;
}

/** The same as a part of a sentence: `ufw rule 3: 22/tcp DENY IN Anywhere`. */
export function ownerText({ tool, setting }: RuleOwner): string {
  return `${tool}${/^(?:the|its|a|an|what) /.test(setting) ? ',' : ''} ${setting}`;
}

/** A rule, in the words of its own tool. Without `text` it is the policy of the chain. */
export interface FlowRule extends FlowPlace, RulePosition {
  readonly file: string;
  readonly text?: string;
}

export type FlowAction = 'accept' | 'drop' | 'reject' | 'may-drop' | 'unknown';

/** One rule that the packet met on its way and that matched, or might have. */
export interface FlowStep {
  readonly hook: string;
  readonly rule: FlowRule;
  readonly matched: boolean | 'unknown';
  readonly verdict: string;
}

/** Who made a rule, and the command that changes it: words in capitals are to be filled in. Null: there is none. */
export interface FlowOwner extends RuleOwner {
  readonly command: string | null;
  /** Takes the change back; absent where the command only shows, or asks. */
  readonly undo?: string;
}

/** A packet of the open connection that is told of where rules look into it: the line of an end, or what it sends then. */
export type FlowInside = 'lineOut' | 'lineIn' | 'restOut' | 'restIn';

/** Which packet of a connection: the first, the answer to it, or what comes then. */
export type FlowPacket = 'in' | 'out' | 'ack' | FlowInside;

export const insides: readonly FlowInside[] = ['lineOut', 'lineIn', 'restOut', 'restIn'];

/** The packet that settles what becomes of the connection. What the routes stop is stopped, whatever the rules do. */
export function decidingPacket(
  of: Readonly<Record<Exclude<FlowPacket, FlowInside>, Deciding | null> & Partial<Record<FlowInside, Deciding>>>,
): FlowPacket {
  const passes = (way: Deciding | null): boolean => way === null || way.action === 'accept';
  if (stoppedByRoute(of.out)) return 'out';
  if (!passes(of.in)) return 'in';
  if (!passes(of.out)) return 'out';
  if (!passes(of.ack)) return 'ack';
  const stops = insides.find((one) => of[one]?.action === 'drop' || of[one]?.action === 'reject');
  return stops ?? insides.find((one) => !passes(of[one] ?? null)) ?? 'in';
}

type Deciding = { readonly action: FlowAction; readonly route?: string | null };

export const stoppedByRoute = (way: Deciding | null): boolean =>
  way?.action === 'drop' && way.route !== undefined && way.route !== null;

/** What becomes of one packet of the connection. */
export interface FlowWay {
  readonly action: FlowAction;
  /** How it is rejected: `tcp reset`, `icmp port-unreachable`. */
  readonly how: string | null;
  /** What the routes have to do with it, when they decide: `there is no route back to 192.0.2.1`. */
  readonly route: string | null;
  /** What decides; null when nothing stops it. */
  readonly rule: FlowRule | null;
  /** What it hinges on, when it is not certain. */
  readonly condition: string | null;
  /** Where a rule sends it instead. */
  readonly translated: {
    readonly rule: FlowRule;
    readonly to: string;
    readonly port: number;
    readonly owner?: FlowOwner | null;
  } | null;
  /** Null: nobody's that is known, or nothing is stopped. */
  readonly owner: FlowOwner | null;
  readonly path: readonly FlowStep[];
  /** What was taken for granted since nobody told it, such as which groups of a cloud the host has. */
  readonly assumed?: readonly string[];
}

/** What `sshwhy firewall` says of one TCP connection. */
export interface FlowReport {
  readonly format: 1;
  /** `from` is null where nobody knows the address as it arrives. */
  readonly flow: { readonly from: string | null; readonly to: string; readonly port: number };
  readonly action: FlowAction;
  readonly summary: string;
  /** The first packet of the connection. */
  readonly in: FlowWay;
  /** The answer to it; null when there is none to follow. */
  readonly out: FlowWay | null;
  /**
   * The client's answer to that, which stands for all that it sends from then on: where it is stopped the connection opens
   * and stays silent. Null: it is not known to come so far.
   */
  readonly ack: FlowWay | null;
  /**
   * Where rules look into packets, what of the open connection is not accepted for certain: the lines with which the ends
   * identify themselves, and what they send then, of which nobody knows what is in it.
   */
  readonly lineOut?: FlowWay;
  readonly lineIn?: FlowWay;
  readonly restOut?: FlowWay;
  readonly restIn?: FlowWay;
  /** What was taken for granted, because nobody told. */
  readonly assumed: readonly string[];
  /** Lines that were not understood: what could hinge on them is not known. */
  readonly unread: readonly (FlowPlace & { readonly text: string })[];
  /** What else could stop it and was not given. */
  readonly lacking?: readonly string[];
}

/** Sources of which the same is true, and the same rule decides. */
export interface FlowGroup {
  readonly action: FlowAction;
  /** Which packet is stopped; what is let in passes with all of them. */
  readonly way: FlowPacket;
  readonly how: string | null;
  readonly rule: FlowRule | null;
  readonly condition: string | null;
  readonly owner: FlowWay['owner'];
  /** The fewest networks that hold just these addresses, in order. */
  readonly networks: readonly string[];
  /** There are more networks than are listed. */
  readonly cut: boolean;
  /** How many addresses there are, as decimal digits. */
  readonly addresses: string;
}

/** What `sshwhy firewall --who-can` says: each source address is in one group. */
export interface WhoReport {
  readonly format: 1;
  /** `to` is null where no address of the host was given. */
  readonly flow: { readonly from: string | null; readonly to: string | null; readonly port: number };
  readonly summary: string;
  /** The fewest networks whose every address certainly gets through. */
  readonly reach: readonly string[];
  /** Let in first, then what hinges on something, then what is stopped. */
  readonly groups: readonly FlowGroup[];
  /** There was too much to ask, or to list; what was not asked is in a group that is not known. */
  readonly cut: boolean;
  readonly unread: FlowReport['unread'];
}

/** One step of what lets a connection in, in the words of the tool that owns the rules. */
export interface FlowChange {
  /** Null: nobody's rules but the administrator's. */
  readonly tool: string | null;
  readonly say: string;
  readonly commands: readonly string[];
  /** What keeps it beyond the next reload or start, where the commands themselves do not. */
  readonly lasting: readonly string[];
  readonly undo: readonly string[];
  readonly risk: string | null;
  /** The packet filter's own command, past the tool that owns the rules. */
  readonly past?: true;
}

/** What `--why-not` says: the smallest change that lets this connection in. */
export interface WhyNot {
  /** `none`: no change was found that lets it in for certain. */
  readonly status: 'admitted' | 'not-known' | 'change' | 'none';
  readonly say: string;
  /** All of them together let it in: so the walk decides when they are made. */
  readonly changes: readonly FlowChange[];
  /** What else they let in; empty: nothing; null: there are too many rules to compare, or nothing changes. */
  readonly also: readonly string[] | null;
}
