import type { DerivedObservations } from './derived-observation.ts';
import type { Locator } from './evidence.ts';
import type { Fix } from './fix.ts';
import type { ServerObservations } from './server-observation.ts';
import type { SshObservations } from './ssh-observation.ts';
import type { Stage, Symptom } from './stage.ts';

/** How an attempt to open a TCP connection ended; `errno` keeps the system's own word. */
export type ConnectOutcome = 'open' | 'refused' | 'timeout' | 'unreachable' | 'prohibited' | 'reset' | 'failed';

/** What an address is good for, by the IANA special-purpose registries and by what is common in the field. */
export type AddressScope =
  | 'public'
  | 'private'
  | 'loopback'
  | 'link-local'
  | 'unique-local'
  | 'cgnat'
  | 'benchmarking'
  | 'documentation'
  | 'container'
  | 'unspecified'
  | 'multicast'
  | 'nat64';

/**
 * Every fact that can be stated, keyed by kind. A kind is `<stage-or-place>.<noun>`; payloads use the wire's own names.
 *
 * Closed world per reading, open world between readings: a kind that a reading covers and does not state is false,
 * a kind that no reading covers is unknown.
 */
export interface ObservationMap extends DerivedObservations, ServerObservations, SshObservations {
  // ── config ───────────────────────────────────────────────────────────────────────────────────────────────────────
  /** `ssh` refuses its configuration or command line; nothing is sent. */
  'config.error': {
    readonly reason:
      | 'bad-option'
      | 'bad-value'
      | 'unreadable'
      | 'bad-permissions'
      | 'loop'
      | 'usage'
      | 'no-user'
      | 'library'
      | 'other';
    readonly text: string;
    readonly file?: string;
    readonly line?: number;
    readonly keyword?: string;
  };
  /** An effective setting as `ssh -G` prints it, keyword in lower case. */
  'config.setting': { readonly keyword: string; readonly value: string };
  /** A file of the client that matters. `named`: the user named it (`-i`, `-F`, IdentityFile), it is not a default. */
  'client.file': {
    readonly role: 'config' | 'identity' | 'certificate' | 'known-hosts' | 'directory';
    readonly path: string;
    readonly state: 'ok' | 'missing' | 'denied' | 'bad-mode' | 'bad-owner' | 'malformed' | 'empty';
    readonly named: boolean;
    readonly mode?: string;
  };
  /** A private key that cannot be used. `ends`: the program gave up for it, and shows no other. */
  'client.key': {
    readonly path: string;
    readonly state: 'missing' | 'denied' | 'bad-permissions' | 'malformed' | 'locked' | 'not-private' | 'mismatch';
    readonly named: boolean;
    readonly ends?: true;
    readonly text?: string;
  };
  /** `mute`: ssh has asked it, and waits. */
  'client.agent': {
    readonly state: 'none' | 'unreachable' | 'empty' | 'has-keys' | 'refused' | 'mute';
    readonly keys?: number;
  };
  /** The `ssh` of the user. */
  'client.ssh': { readonly version: string; readonly major: number; readonly minor: number };
  /** Where the user's `ssh` says that it goes, and as whom: words that a shell takes as they are. */
  /** A setting of ssh, as ssh_config(5) spells it in lower case, with which a person says that it works: without it, it did not. */
  'client.remedy': { readonly keyword: string; readonly value: string };
  'client.target': { readonly host: string; readonly port?: number; readonly user?: string };
  /** A program of the client that a probe wanted. */
  'client.tool': { readonly name: string; readonly state: 'present' | 'missing' | 'mute' };
  'client.platform': { readonly os: 'linux' | 'darwin' | 'win32' | 'freebsd' | 'other'; readonly release: string };
  /** The connection goes through a ProxyCommand or ProxyJump helper. */
  'proxy.used': { readonly by: 'command' | 'jump'; readonly text: string };
  /**
   * An address that the last hop before the target is known by here: ssh has connected to it, or it stands in the command.
   * The target may see that hop by another one.
   */
  'proxy.hop': { readonly address: string };
  /** How the helper fared. `cannot-reach`: it ran and says it cannot reach the target or its own hop. */
  'proxy.helper': {
    readonly state: 'missing' | 'exited' | 'cannot-reach' | 'denied' | 'running';
    readonly status?: number;
    readonly text?: string;
    /** It speaks of its own proxy, not of the target. */
    readonly hop?: boolean;
    /** The last hop has let it in. */
    readonly through?: true;
    /** It gave no octet, and no program of the client sent a segment or datagram while it ran, though there is a default route. */
    readonly dials?: false;
  };
  /** Text of the helper's own in the stream, where the server's bytes are due. `carries`: a version line comes behind it. */
  'proxy.noise': { readonly text: string; readonly carries?: 'version' };
  /** A hop before the target fails; its own diagnosis is nested. */
  'hop.failed': { readonly hop: string; readonly stage: Stage; readonly symptom: Symptom; readonly summary: string };
  /**
   * A ControlPath socket that would take the connection. `foreign`: a session on it ends otherwise than one of our own.
   * `mute`: it has opened a session of which nothing comes. `unmakeable`: ssh would have to make it, and its folder is not there or shut, so ssh ends behind the login.
   */
  'control.socket': {
    readonly path: string;
    readonly state: 'absent' | 'alive' | 'dead' | 'hung' | 'mute' | 'denied' | 'foreign' | 'unmakeable';
  };
  /** The same for a jump host, where an earlier ssh holds it and nothing comes of a session on it. */
  'hop.socket': { readonly hop: string; readonly path: string; readonly state: 'hung' };

  // ── name ─────────────────────────────────────────────────────────────────────────────────────────────────────────
  /** One question to a source of names. `code`: the resolver's own (EAI_NONAME, SERVFAIL …). */
  'name.lookup': {
    readonly source: 'system' | 'dns' | 'hosts-file';
    readonly outcome: 'found' | 'not-found' | 'no-address' | 'no-answer' | 'failed' | 'invalid';
    readonly code?: string;
    readonly name?: string;
    /** How long the system's resolver took. */
    readonly ms?: number;
  };
  'name.address': {
    readonly address: string;
    readonly family: 4 | 6;
    readonly scope: AddressScope;
    readonly source: 'system' | 'dns' | 'hosts-file' | 'literal';
  };
  /** The system's resolver and DNS give different addresses for the name. */
  'name.differs': {
    readonly system: string;
    readonly dns: string;
    readonly because: 'hosts-file' | 'split' | 'unknown';
  };
  /** A delivery network answers web requests at the name that ssh was given, and says so. Never covered. */
  'name.front': { readonly name: string; readonly network: string };
  /** The resolver's name servers, each asked by itself. `refused` is its word; `closed`: nobody listens there, as an ICMP message says. `cut`: it answers that one must come again over TCP. */
  'name.server': {
    readonly server: string;
    readonly state: 'answers' | 'silent' | 'refused' | 'closed' | 'servfail' | 'nxdomain' | 'cut';
    /** It stands first in the list: it is asked before the others. */
    readonly first?: true;
    /** It answers one question and says nothing to the other, for addresses of IPv4 (A) or IPv6 (AAAA). */
    readonly mute?: 'A' | 'AAAA';
    /** No other service is asked for names: nsswitch.conf(5) has the hosts file and the servers of resolv.conf(5), and no more. */
    readonly alone?: true;
  };

  // ── route ────────────────────────────────────────────────────────────────────────────────────────────────────────
  /** The client's own routing decision for the address. */
  'route.lookup': {
    readonly address: string;
    readonly state: 'found' | 'missing' | 'prohibited' | 'blackhole' | 'unreachable';
    readonly device?: string;
    readonly via?: string;
    /** `group`: a broadcast or multicast address, which no TCP connection can go to. */
    readonly kind?: 'ethernet' | 'loopback' | 'tunnel' | 'bridge' | 'group' | 'other';
    /** The address lies in a network of this machine's own (no gateway between). */
    readonly onLink?: boolean;
  };
  /** Whether somebody at this address answers pings that do not take the route to it, but go out by the card of the default route. */
  'route.otherwise': { readonly address: string; readonly by: string; readonly answered: boolean };
  /** The neighbour entry (ARP or ND) of the next hop; `target`: the next hop is the target itself. */
  'route.neighbour': {
    readonly address: string;
    readonly state: 'reachable' | 'stale' | 'failed' | 'incomplete' | 'none';
    readonly lladdr?: string;
    readonly target: boolean;
    /** Somebody has written it down (PERMANENT): nobody is asked whether it is still so. */
    readonly fixed?: true;
  };
  /**
   * The hardware addresses, `holders` in number, that answered when a machine of the segment asked who has the address.
   * `dialled`: it is the address that ssh dialled. One host with several cards on the segment may answer for each (arp_ignore).
   */
  'route.holders': {
    readonly address: string;
    readonly holders: number;
    readonly hardware: string;
    readonly dialled: boolean;
  };
  /** A rule of the client's own firewall that matches this connection. */
  'client.rule': { readonly action: 'drop' | 'reject'; readonly text: string; readonly counted: boolean };
  /** The largest packet, in bytes, that crossed the path, beside what the client's interface believes. */
  'path.mtu': {
    readonly largest: number;
    readonly interface: number;
    readonly state: 'black-hole' | 'smaller' | 'full';
  };
  /** The last router that answered a traceroute. */
  'path.hop': { readonly ttl: number; readonly address: string; readonly last: boolean; readonly answer?: string };
  /** An ICMP message that a device sent in answer to a ping, by its IANA name (type 3, ICMPv6 type 1). */
  'path.icmp': {
    readonly from: string;
    /** It comes from another address than the one that was pinged. */
    readonly by?: 'other';
    readonly code:
      | 'net-unreachable'
      | 'host-unreachable'
      | 'port-unreachable'
      | 'net-prohibited'
      | 'host-prohibited'
      | 'communication-administratively-prohibited';
  };
  /** `ms`: the shortest round trip, as ping(8) measured it. */
  'path.loss': { readonly sent: number; readonly lost: number; readonly ms?: number };

  // ── tcp ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  /**
   * One attempt at the SSH port of one address. `errno`: ECONNREFUSED, ETIMEDOUT … `answer`: who answered a failed
   * attempt, as far as the client can tell: a RST, an ICMP message, the client's own kernel, nobody. `left`: no packet at
   * all went out by any interface meanwhile. `swallowed`: as many packets as it sent, or more, came in and were given to
   * nobody in the client, as its own rules do with what they drop; they may have been others.
   */
  'tcp.connect': {
    readonly address: string;
    readonly family: 4 | 6;
    readonly port: number;
    readonly outcome: ConnectOutcome;
    readonly errno?: string;
    readonly ms?: number;
    readonly answer?: 'rst' | 'icmp' | 'local' | 'nobody';
    readonly left?: false;
    readonly swallowed?: true;
    readonly by: 'ssh' | 'socket';
  };
  /** The source port of a connection of ours that came about, as our own kernel names it. */
  'tcp.source': { readonly port: number };
  /** One attempt at another port of the same address. `unused`: a port chosen since nobody listens on it. */
  'tcp.control': {
    readonly address: string;
    readonly port: number;
    readonly outcome: ConnectOutcome;
    readonly unused: boolean;
    readonly errno?: string;
    readonly ms?: number;
    readonly answer?: 'rst' | 'icmp' | 'local' | 'nobody';
  };
  /** What nmap says of the SSH port, asked over one family alone; `filtered`: nothing answered, or a device refused. */
  'tcp.scan': {
    readonly family: 4 | 6;
    readonly port: number;
    readonly state: 'open' | 'closed' | 'filtered';
  };
  /** An SSH server identified itself on another port of the target. */
  'ssh.elsewhere': { readonly port: number; readonly version?: string };
  /** The user's ConnectTimeout ran out although the path answers later. Both in ms. */
  'tcp.too-short': { readonly limitMs: number; readonly neededMs: number };
  /** The kernel's own view of the probe's connection. */
  'tcp.info': { readonly rttMs: number; readonly mss: number; readonly pmtu: number; readonly retransmits: number };

  // ── any stage ────────────────────────────────────────────────────────────────────────────────────────────────────
  /**
   * The connection ended, and the text does not tell at which stage or how: the symptoms that it may be. `cut`: the text
   * ends while the client waits, and may have been cut short.
   */
  'connection.end': { readonly may: readonly Symptom[]; readonly text: string; readonly cut?: true };
  /** SSH_MSG_DISCONNECT from the server: RFC 4250 §4.2.2 code and its text. */
  disconnect: { readonly code: number; readonly text: string; readonly stage: Stage };
  /** One spaced attempt of `--repeat`. */
  attempt: {
    readonly n: number;
    readonly ok: boolean;
    readonly symptom?: Symptom;
    readonly ms: number;
    readonly address?: string;
    /** Who refused it, where the client can tell. */
    readonly answer?: 'rst' | 'icmp';
    /** The fingerprint of the host key that was shown. */
    readonly hostKey?: string;
    /** The software of the server's version line. */
    readonly software?: string;
    /** What ssh said of the key exchange, where that failed. */
    readonly kex?: string;
  };
  /** A probe that runs makes no progress; gone when it ends. */
  stalled: { readonly stage: Stage };
}

/** The eight lists of SSH_MSG_KEXINIT that matter: all but the languages (RFC 4253 §7.1). */
export type KexList =
  | 'kex'
  | 'host-key'
  | 'cipher-c2s'
  | 'cipher-s2c'
  | 'mac-c2s'
  | 'mac-s2c'
  | 'compression-c2s'
  | 'compression-s2c';

export type ObservationKind = keyof ObservationMap;

/** One typed fact and where it stands in the evidence. */
export type Observation<K extends ObservationKind = ObservationKind> = {
  [P in K]: {
    readonly kind: P;
    readonly value: ObservationMap[P];
    readonly at: Locator;
    /** What helps against it, where it can be told from this one fact: the least risky first. */
    readonly cures?: readonly Fix[];
  };
}[K];

/** What was looked for, and what was seen. */
export interface Reading {
  readonly covers: readonly ObservationKind[];
  readonly observations: readonly Observation[];
  /** What could not be read, in a sentence: shown as a warning. */
  readonly notes?: readonly string[];
}

/** All that is known: the union of readings. */
export interface Facts {
  readonly covered: ReadonlySet<ObservationKind>;
  readonly observations: readonly Observation[];
}
