import type { ConnectOutcome, ObservationMap } from '../../model/observation.ts';
import { familyOf } from '../../wire/address.ts';
import { parseVersion } from '../../wire/identification.ts';
import { errnoOf, outcomeOf } from '../ssh-log/errno.ts';

/** One port that a program tried. `outcome` is null where its word stands for several. */
export interface Check {
  /** The line, from 0. */
  readonly index: number;
  readonly address: string;
  /** As the user typed it, where the line has both. */
  readonly name?: string;
  readonly port: number;
  readonly outcome: ConnectOutcome | null;
  readonly errno?: string;
  /** The program tells that it failed, and keeps to itself how. */
  readonly reasonless?: true;
  readonly answer?: 'rst' | 'icmp' | 'nobody';
  /** What nmap says of the port, over the one family that it was asked for. */
  readonly scan?: ObservationMap['tcp.scan'];
  readonly version?: ObservationMap['identification.version'];
  /** What nmap calls the service at port 22: `ssh` by the number alone, anything else by what it has answered. */
  readonly service?: string;
}

type Found = Omit<Check, 'index'>;
/** The named groups of the patterns below. */
interface Words {
  readonly host?: string;
  readonly address?: string;
  readonly port?: string;
  readonly why?: string;
}
interface Place {
  readonly address: string;
  readonly name?: string;
  readonly port: number;
}

/** Programs that name the port in the line itself: host, address, port, and why it failed. */
const opened = [
  // OpenBSD nc, also on macOS.
  /^Connection to (?<host>\S+) (?:\((?<address>[\d.]+|[\da-f:.]+(?:%\w+)?)\) )?(?<port>\d+) port \[tcp\/\S+\] succeeded!$/,
  /^Ncat: Connected to (?<host>\S+):(?<port>\d+)\.$/,
  /^(?:\* )?Connected to (?<host>\S+) \((?<address>\S+)\) port (?<port>\d+)(?: \(#\d+\))?$/,
  /^(?<host>\S+) \[(?<address>[\da-f.:]+)\] (?<port>\d+) \([\w?-]+\) open$/,
];
const failed = [
  // On macOS it calls connectx(2).
  /^nc: connectx? to (?<host>\S+) (?:\((?<address>\S+)\) )?port (?<port>\d+) \(tcp\) failed: (?<why>.+)$/,
  // BusyBox.
  /^nc: (?<host>\S+) \((?<address>[\d.]+|\[[\da-f:]+\]):(?<port>\d+)\): (?<why>.+)$/,
  /^(?:\* )?connect to (?<host>\S+) port (?<port>\d+) (?:from \S+ port \d+ )?failed: (?<why>.+)$/,
  /^curl: \(7\) Failed to connect to (?<host>\S+) port (?<port>\d+)(?: after \d+ ms)?: (?<why>.+)$/,
  /^(?<host>\S+) \[(?<address>[\da-f.:]+)\] (?<port>\d+) \([\w?-]+\) : (?<why>.+)$/,
];
/** nc's own limit (-w) ran out: the errno that it prints is the one of a connection under way. */
const late = /^nc: connect to (?<host>\S+) (?:\((?<address>\S+)\) )?port (?<port>\d+) \(tcp\) timed out: /;

/** telnet and ncat name no port when they fail: the command above does. */
const command = /(?:^|[$#%>] ?)(?:telnet|ncat)(?: -\S+)* ([\w.:-]+) (\d{1,5})$/;
const prompt = /^\S*[$#%] ?\S|^\S+@\S+[$#%>] /;
const afterCommand = [
  /^telnet: Unable to connect to remote host: (?<why>.+)$/,
  /^telnet: connect to address (?<address>\S+?): (?<why>.+)$/,
  /^Ncat: (?:Connection to (?<address>\S+) failed: )?(?<why>[A-Z][^:]+?)\.$/,
];
const joined = /^Connected to (\S+?)\.$/;
/** telnet and Test-NetConnection of Windows give no reason. */
const without =
  /^Connecting To (?<host>[^\s.]\S*?)\.\.\.Could not open connection to the host, on port (?<port>\d+): Connect failed$/;
const tnc = /^(?:WARNING: )?TCP connect to \((?<address>\S+) : (?<port>\d+)\) failed$/;

/** The reasons of `nmap --reason`, for what it calls closed or filtered. */
const reasons: Readonly<Record<string, Pick<Check, 'outcome' | 'answer'>>> = {
  reset: { outcome: 'refused', answer: 'rst' },
  'no-response': { outcome: 'timeout', answer: 'nobody' },
  'port-unreach': { outcome: 'refused', answer: 'icmp' },
  'host-unreach': { outcome: 'unreachable', answer: 'icmp' },
  'net-unreach': { outcome: 'unreachable', answer: 'icmp' },
  'host-prohibited': { outcome: 'prohibited', answer: 'icmp' },
  'net-prohibited': { outcome: 'prohibited', answer: 'icmp' },
  'admin-prohibited': { outcome: 'prohibited', answer: 'icmp' },
};
const scanning = /(?:^|[$#%>] ?)(?:sudo )?nmap( .*)? ([\w.:-]+)$/;
const scanned = /^Nmap scan report for (\S+)(?: \((\S+)\))?$/;
const row = /^(\d{1,5})\/tcp +(open|closed|filtered) +(\S+)(?: +(\S+))?/;
const banner = /^# (\S+):(\d{1,5}) (SSH-\S.*)$/;

/** The lines that are known, for the documentation. */
export const messages: readonly RegExp[] = [...opened, ...failed, without, tnc, late, ...afterCommand, row, banner];

/** All checks in the lines, which are clean. */
export function checksIn(lines: readonly string[]): readonly Check[] {
  let asked: Place | null = null;
  let host: string | null = null;
  let family: 4 | 6 = 4;
  return lines.flatMap((line, index): readonly Check[] => {
    const [, name, port] = command.exec(line) ?? [];
    if (name !== undefined) asked = { address: name, port: Number(port) };
    else if (prompt.test(line)) asked = null;
    const [scan, options = '', typed = null] = scanning.exec(line) ?? [];
    if (scan !== undefined) [host, family] = [typed, / -6(?: |$)/.test(options) ? 6 : 4];
    const [report, dns, address] = scanned.exec(line) ?? [];
    if (report !== undefined) host = address ?? dns ?? null;
    const found = named(line) ?? ofCommand(line, asked) ?? ofScan(line, host, family) ?? ofBanner(line);
    return found === null || found.port < 1 || found.port > 65535 ? [] : [{ index, ...found }];
  });
}

function groups(patterns: readonly RegExp[], line: string): Words | null {
  for (const pattern of patterns) {
    const match = pattern.exec(line);
    if (match !== null) return match.groups ?? {};
  }
  return null;
}

function named(line: string): Found | null {
  const good = groups(opened, line);
  if (good !== null) return { ...placeOf(good), outcome: 'open' };
  const slow = groups([late], line);
  if (slow !== null) return { ...placeOf(slow), outcome: 'timeout' };
  const vague = groups([without, tnc], line);
  if (vague !== null)
    return { ...placeOf({ host: vague.address ?? '', ...vague }), outcome: 'failed', reasonless: true };
  const bad = groups(failed, line);
  return bad === null ? null : failure(placeOf(bad), bad.why ?? '');
}

function placeOf({ host = '', address, port }: Words): Place {
  return { address: address ?? host, name: host, port: Number(port) };
}

/** A sentence that is no errno's says nothing that could be judged. */
function failure(place: Place, why: string): Found | null {
  const errno = errnoOf(why);
  return errno === undefined ? null : { ...place, outcome: outcomeOf(errno), errno };
}

function ofCommand(line: string, asked: Place | null): Found | null {
  if (asked === null) return null;
  if (joined.test(line)) return { ...asked, outcome: 'open' };
  if (line === 'Ncat: TIMEOUT.') return { ...asked, outcome: 'timeout' };
  const words = groups(afterCommand, line);
  return words === null ? null : failure({ ...asked, address: words.address ?? asked.address }, words.why ?? '');
}

/** Without its reason, `filtered` is silence or an ICMP message, and `closed` a refusal of whichever kind. */
function ofScan(line: string, address: string | null, asked: 4 | 6): Found | null {
  const [, port, state, service = '', reason = ''] = row.exec(line) ?? [];
  if (port === undefined || address === null) return null;
  const scan = {
    family: familyOf(address) ?? asked,
    port: Number(port),
    state: state as 'open' | 'closed' | 'filtered',
  };
  const place = { address, port: Number(port), scan };
  if (state === 'open') return { ...place, outcome: 'open', ...(port === '22' ? { service } : {}) };
  const told = Object.hasOwn(reasons, reason) ? reasons[reason] : undefined;
  return { ...place, outcome: state === 'closed' ? 'refused' : null, ...told };
}

/** ssh-keyscan names the server's version line. */
function ofBanner(line: string): Found | null {
  const [, address = '', port, text] = banner.exec(line) ?? [];
  if (text === undefined) return null;
  const version = parseVersion(text);
  if (version === null) return null;
  const { protocol, software, comments } = version;
  const words = { protocol, software, ...(comments === null ? {} : { comments }) };
  return { address, port: Number(port), outcome: 'open', version: words };
}
