/** A name and how often it was counted. */
export interface Counted {
  readonly name: string;
  /** At least so often. */
  readonly count: number;
  /** It may be so many more: the name was once forgotten, to keep memory bounded. 0 where the count is exact. */
  readonly missed: number;
}

/** The names counted most often, of all there were. */
export interface Top {
  readonly top: readonly Counted[];
  readonly distinct: number;
  /** `distinct` is an estimate (HyperLogLog, about 2 % off), and small counts may be missing. */
  readonly approximate: boolean;
}

/** A line of a log and its place. */
export interface LogLine {
  /** ISO 8601, UTC; null when the line has no time. */
  readonly at: string | null;
  readonly host: string | null;
  readonly user: string | null;
  readonly source: string | null;
  readonly file: string;
  /** From 1, in that file. */
  readonly line: number;
  readonly quote: string;
}

/** Connections that stopped alike. */
export interface FleetRow {
  /** What the lines say, in a few words. */
  readonly what: string;
  /** The causes that the catalogue has for such lines; empty when the line alone names none. */
  readonly causes: readonly string[];
  readonly connections: number;
  /** Of these, from sources that had logged in before, in the same log. */
  readonly known: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly sources: Top;
  readonly users: Top;
  readonly lastLine: LogLine;
}

/** A stretch of time in which one thing went on. */
export interface Episode {
  readonly host: string | null;
  readonly from: string;
  readonly to: string;
  /** The log says or shows that it ended; else the log ends first. */
  readonly over: boolean;
  /** Connections that failed, or were dropped, in it. */
  readonly count: number;
  /** The busiest minute. */
  readonly perMinute: number;
  /** Its most frequent source, if one was counted. */
  readonly source: Counted | null;
}

/** The longest or largest ones, in order of time, of all there were. */
export interface Episodes {
  readonly count: number;
  readonly shown: readonly Episode[];
}

export interface Ban {
  readonly at: string | null;
  readonly by: string;
  readonly address: string;
}

/** One host of a log that several hosts write to. */
export interface FleetHost {
  readonly host: string;
  readonly lines: number;
  readonly failed: number;
  readonly logins: number;
  readonly starts: number;
  readonly lastLogin: string | null;
  readonly firstFailure: string | null;
  /** What stopped most of its connections: the `what` of a row; null when nothing did. */
  readonly most: string | null;
}

/** What a big server log says of all its connections. Counts are of connections, as far as process ids tell them apart. */
export interface Fleet {
  readonly files: readonly string[];
  readonly bytes: number;
  readonly lines: number;
  /** Lines of sshd within the window. */
  readonly sshd: number;
  readonly host: string | null;
  readonly since: string | null;
  readonly until: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Minutes that the log's own clock is ahead of UTC, at its end. */
  readonly zone: number;
  /** The stamps name no zone: that of the machine that read them was taken. */
  readonly zoneAssumed: boolean;
  readonly failed: number;
  readonly logins: number;
  /** Failed connections from sources that had logged in before. */
  readonly knownFailed: number;
  readonly rows: readonly FleetRow[];
  readonly sources: Top;
  /** Networks of 256 IPv4 addresses that the sources are in; of older bundles not known. */
  readonly networks?: Top;
  readonly users: Top;
  readonly lastLogin: LogLine | null;
  /** The first connection that failed after it. */
  readonly firstFailure: LogLine | null;
  /** The same, from a source that had logged in before. */
  readonly firstKnownFailure: LogLine | null;
  /** How many failed and logged in, step by step. */
  readonly course: {
    readonly from: string | null;
    readonly stepMinutes: number;
    readonly failed: readonly number[];
    readonly logins: readonly number[];
  };
  readonly bursts: Episodes;
  readonly throttling: Episodes;
  readonly penalties: Episodes;
  readonly bans: {
    readonly count: number;
    readonly lifted: number;
    readonly addresses: Top;
    readonly last: Ban | null;
  };
  readonly daemon: {
    readonly starts: number;
    readonly stops: number;
    readonly reloads: number;
    /** The last ones, in order of time. */
    readonly shown: readonly { readonly at: string | null; readonly host: string | null; readonly what: string }[];
  };
  readonly hosts: readonly FleetHost[];
  /** Messages that matter to the verdict, as sshd wrote them. */
  readonly facts: readonly { readonly message: string; readonly line: number; readonly quote: string }[];
  readonly notes: readonly string[];
}
