import type { Payload } from './payload.ts';

/** Kleene's three values: what hinges on state, chance or an unknown word is `unknown`. */
export type Truth = boolean | 'unknown';

export type Hook = 'ingress' | 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting' | 'egress';

/** The packet that is followed: the first of a connection, the answer to it, or one that comes behind them. */
export interface Packet {
  readonly family: 4 | 6;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** Of a message of ICMP, where it is known. */
  readonly icmpType?: number;
  readonly from: string;
  readonly fromPort: number;
  readonly to: string;
  readonly toPort: number;
  /** Flags of TCP that are set, in lower case: `syn`, `ack`. */
  readonly flags: readonly string[];
  /** Interface it came in by; null when it was made here, undefined when nobody knows. */
  readonly inBy?: string | null;
  readonly outBy?: string | null;
  readonly state: 'new' | 'established' | 'related' | 'invalid' | 'untracked';
  readonly mark: number;
  /** Octets of the IP packet. */
  readonly length: number;
  /**
   * Fields whose value nobody knows. What stands in them means nothing: `follow` takes a condition that reads one for
   * unknown, so that no `Match` need ask.
   */
  readonly unknown?: ReadonlySet<keyof Packet>;
  /** The one port that the client's own system chose, and nobody told: from 1024 on (RFC 6056, section 3.2). */
  readonly chosen?: 'fromPort' | 'toPort';
  /** Flags that may be set or not: ECN of RFC 3168 is the client's choice. */
  readonly openFlags?: readonly string[];
  /** What it carries; absent: nobody knows. */
  readonly payload?: Payload;
  /** Mark of the connection; absent: 0. */
  readonly ctMark?: number;
  /** The first packet of the connection as it was before any translation; absent: as it is. */
  readonly original?: {
    readonly from: string;
    readonly fromPort: number;
    readonly to: string;
    readonly toPort: number;
  };
  /** The first packet of the connection as it came to its socket, or left for it, where this one comes behind it. */
  readonly landed?: Packet;
  /** The first packet's way, or that of the answers; absent: the first packet's. */
  readonly direction?: 'original' | 'reply';
  /** Whether `from`, or `to`, is an address of this host. */
  readonly fromHere?: boolean;
  readonly toHere?: boolean;
  /** Interface that the route to `from` leaves by. */
  readonly backBy?: string;
  /** Sets that rules on the way have changed: FAMILY TABLE SET. */
  readonly touched?: ReadonlySet<string>;
}

/** Where a rule stands, in the words of its own tool. */
export interface RulePlace {
  /** Line of the text, counted from 1. */
  readonly line: number;
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly handle?: number;
  /** Position in its chain, counted from 1. */
  readonly number: number;
  readonly text: string;
  readonly packets?: number;
  /** It is no rule of a firewall: a route of `table`, or a rule that chooses the table of routes. */
  readonly routing?: 'route' | 'rule';
}

export type Verdict =
  | { readonly is: 'accept' | 'drop' | 'return' | 'continue' }
  | { readonly is: 'reject'; readonly how: string }
  | { readonly is: 'jump' | 'goto'; readonly chain: string }
  /** Address or port are replaced; `null` keeps what was. */
  | {
      readonly is: 'dnat';
      readonly to: string | null;
      readonly toPort: number | null;
      /** To this host itself: the address is the interface's own. */
      readonly redirect?: boolean;
      /** It chooses one of several, or by what is not known here. */
      readonly open?: boolean;
    }
  | { readonly is: 'snat'; readonly to: string | null }
  /** What it does with the packet is not known here: `why` names the word. */
  | { readonly is: 'unknown'; readonly why: string };

/**
 * Told of each span of addresses that a condition asks for, both ends included, in the form of `values.ts`. Where the
 * same marks lie over two addresses, in the same order, the condition can't tell the two apart.
 */
export type Tell = (lo: number | string, hi: number | string, mark: string) => void;

/** How a condition tells addresses of packets apart. */
export interface Asks {
  /** Which one it asks for. */
  readonly field: 'from' | 'to';
  /** Packets of the other family have no such thing. */
  readonly family?: 4 | 6;
  /** It holds for what it tells of and for nothing else, whatever else the packet is. */
  readonly alone?: true;
  /** Absent: by single bits, not by spans. */
  each?(tell: Tell): void;
  /** The set that the spans are of, and the part of its key: who asks the same is told the same. */
  of?(): { readonly set: object | undefined; readonly part: number };
}

/** Told of each span of ports that is asked for, both ends included. */
export type TellPorts = (lo: number, hi: number) => void;

/** One condition of a rule. `because` is told when its value is unknown. */
export interface Match {
  readonly text: string;
  test(packet: Packet): Truth;
  /** Why nobody can know: `limit`, `recent`, a word that is not understood. */
  readonly because?: string;
  /** Nobody knows what it asks at all. */
  readonly unread?: true;
  /** Absent: it asks for no address. */
  readonly asks?: readonly Asks[];
  /** Ports within each of these spans, and those outside of all, are alike to it. Absent: that can't be told. */
  ports?(tell: TellPorts): void;
}

/** A change to the packet, between the conditions of a rule. */
export interface Change {
  change(packet: Packet): Packet;
  /** It makes something of an address of the packet. */
  readonly asks?: readonly Asks[];
}

/** A rule: what it asks, what it changes, what it decides. */
export interface Rule {
  readonly place: RulePlace;
  readonly matches: readonly Match[];
  /** Changes to the packet on the way (mark, notrack), in order. */
  readonly changes: readonly ((packet: Packet) => Packet)[];
  /** Conditions and changes as they stand, when a change comes before a condition: in place of the two lists above. */
  readonly order?: readonly (Match | Change)[];
  /** Null: it only counts, logs or marks. A verdict map gives a function. */
  readonly verdict: Verdict | ((packet: Packet) => Verdict) | null;
  /** How a verdict that is looked up tells addresses apart, and ports. */
  readonly asks?: readonly Asks[];
  ports?(tell: TellPorts): void;
}

/** Finds the rules of a chain that a packet can match. */
export interface RuleIndex {
  /** The first one behind position `at`, counted from 0, that may match. */
  next(at: number, packet: Packet): number;
  /** How many rules it never leaves out. */
  readonly always: number;
}

export interface Chain {
  readonly name: string;
  readonly base: {
    readonly type: 'filter' | 'nat' | 'route';
    readonly hook: Hook;
    readonly priority: number;
    readonly policy: 'accept' | 'drop';
    /** Devices of an ingress hook; absent: nobody told. */
    readonly devices?: readonly string[];
  } | null;
  readonly rules: readonly Rule[];
  readonly line: number;
  /** Made where many packets are to be followed. */
  readonly index?: RuleIndex;
}

export interface Table {
  /** `ip`, `ip6`, `inet`, `netdev`, `arp`, `bridge`. */
  readonly family: string;
  readonly name: string;
  readonly chains: readonly Chain[];
  /** Its chains are not asked (nft(8): dormant). */
  readonly dormant?: boolean;
  /** The old kernel interface has it, beside those of nft: `iptables-legacy` alone reaches it (xtables-legacy(8)). */
  readonly legacy?: true;
  /** Nothing in it has connections tracked. Where no table of the family has, chains of type nat are not asked. */
  readonly trackless?: boolean;
}

/** The rules of one tool; several may stand beside each other in a kernel. */
export interface Ruleset {
  readonly tool: string;
  readonly tables: readonly Table[];
  /** What was not understood, or of which table it was not shown: a decision that could hinge on it is unknown. */
  readonly unread: readonly { readonly line: number; readonly text: string; readonly table?: string }[];
}

/** What the routes make of a packet between two hooks. */
export interface Turned {
  readonly packet: Packet;
  /** The route, or the rule that chose it. */
  readonly place?: RulePlace;
  /** `why`: the packet goes no further, and why; `condition`: what it hinges on, null when it is certain;
   * `unknown`: anything may come of it. */
  readonly stops?: { readonly why: string; readonly condition: string | null; readonly unknown?: boolean };
}

export type Turn = (packet: Packet) => Turned;

/** One rule that the packet met and that matched, or might have. */
export interface Step {
  readonly hook: Hook | 'routing';
  readonly place: RulePlace;
  readonly matched: Truth;
  readonly verdict: string;
}

export interface Decision {
  /** `may-drop`: it hinges on what nobody can know from the rules. */
  readonly action: 'accept' | 'drop' | 'reject' | 'may-drop' | 'unknown';
  /** How it is rejected: `tcp reset`, `icmp port-unreachable`. */
  readonly how?: string;
  /** The deciding rule; null when a policy decided, or all passed. */
  readonly rule: RulePlace | null;
  readonly policy: {
    readonly family: string;
    readonly table: string;
    readonly chain: string;
    readonly line: number;
  } | null;
  /** What the routes have to do with it, when they decide: `there is no route back to 192.0.2.1`. */
  readonly route?: string;
  /** What the decision hinges on, when it is not certain. */
  readonly condition: string | null;
  /** It never passes: what stops it in the end, when all that may do so before would in another way. */
  readonly end?: Decision;
  /** A redirect or DNAT that was met on the way; `condition`: it may have been. */
  readonly translated: {
    readonly place: RulePlace;
    readonly to: string;
    readonly toPort: number;
    readonly condition?: string;
  } | null;
  readonly packet: Packet;
  readonly path: readonly Step[];
}
