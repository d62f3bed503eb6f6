/*
 * What packet filters log of a first packet that they stopped: netfilter (ufw, firewalld, Shorewall), pf (pflog, pfSense, OPNsense),
 * ipfw, the firewall of Windows, flow logs of AWS.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { isAddress, scopeOf } from '../wire/address.ts';
import { deviceKind } from '../wire/device.ts';
import { type Dialled, dialledIn, factAt, hasMark, linesOf } from './pasted.ts';
import { sourceIn } from './source.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'filter-logs',
  title: 'log of a packet filter',
  knows: [
    {
      program: 'ufw, firewalld, Shorewall',
      texts: ['IN=eth0 OUT= … SRC= DST= PROTO=TCP DPT=22 in the log of the kernel'],
    },
    { program: 'pf, ipfw', texts: ['tcpdump -e -i pflog0', 'filterlog of pfSense and OPNsense', 'ipfw: … Deny TCP'] },
    { program: 'Windows firewall, AWS', texts: ['pfirewall.log', 'flow logs of a VPC'] },
  ],
  vantage: 'path',
  recognise: (lines) => packetsIn(lines).map(({ i }) => i),
  read,
};

interface Packet {
  readonly where: 'server' | 'path' | 'cloud';
  /** Null: it was let in. */
  readonly action: 'drop' | 'reject' | null;
  readonly from: string;
  readonly to: string;
  readonly port: number;
  /** The log tells that nothing but rules stopped it. */
  readonly sure?: true;
}

const mark = /\bDPT=\d|filterlog\[|\bblock in on |\bipfw: \d|\b(?:REJECT|ACCEPT) OK$|\b(?:DROP|ALLOW) TCP /;
const netfilter =
  /^(?:.{0,200}?(?:kernel: |\] ))?(?:\[ *\d+\.\d+\] ?)?([\w[\]:. -]{0,60}?)[: ]?IN=(\S*) OUT=(\S*) .*?\bSRC=(\S+) DST=(\S+) .*?\bPROTO=TCP SPT=\d+ DPT=(\d+)\b/;
const pflog =
  /\brule \S{1,20}\(match\)(?:[^:]{0,20}:)? (block|pass) in on [\w.]{1,20}: ([\d.]+|[\da-f:]+)\.\d+ > ([\d.]+|[\da-f:]+)\.(\d+|ssh): (?:S |Flags \[S\])/;
const ipfw = /\bipfw: \d+ (Deny|Reject|Reset|Unreach|Accept) \S{0,20} ?TCP ([\d.]+):\d+ ([\d.]+):(\d+) in /;
const windows = /^(?:\d{4}-\d\d-\d\d )?(?:\d\d:\d\d:\d\d )?(DROP|ALLOW) TCP (\S+) (\S+) \d+ (\d+) .* RECEIVE\b/;
const vpc = /^(?:.{0,80} )?\d \d{6,14} eni-\w+ (\S+) (\S+) \d+ (\d+) 6 \d+ \d+ \d+ \d+ (REJECT|ACCEPT) OK$/;

const forms: readonly ((line: string) => Packet | null)[] = [
  ofNetfilter,
  ofFilterlog,
  ofPflog,
  ofIpfw,
  ofWindows,
  ofVpc,
];

function ofNetfilter(line: string): Packet | null {
  const [, words = '', came = '', went = '', from = '', to = '', port] = netfilter.exec(line) ?? [];
  if (port === undefined || came === '') return null;
  const stops = /BLOCK|DROP|DENY|REJECT|BLOCKED|dropped|denied/i.exec(words)?.[0].toUpperCase();
  const admits = /ALLOW|ACCEPT|AUDIT/i.test(words);
  if (stops === undefined && !admits) return null;
  const where = went === '' || deviceKind(went) === 'bridge' ? 'server' : 'path';
  return {
    where,
    action: stops === undefined ? null : stops === 'REJECT' ? 'reject' : 'drop',
    from,
    to,
    port: Number(port),
  };
}

/** pfSense's filterlog: interface, reason, action and direction, then the packet, of which IPv4 and IPv6 differ. */
function ofFilterlog(line: string): Packet | null {
  const cells = /\bfilterlog\[\d+\]: (\S.*)$/.exec(line)?.[1]?.split(',') ?? [];
  const [action, way, version] = [cells[6], cells[7], cells[8]];
  if (way !== 'in') return null;
  const at = version === '4' ? 18 : version === '6' ? 15 : -1;
  const [from = '', to = '', , port = '', , flags] = cells.slice(at);
  const protocol = version === '4' ? cells[16] : cells[12];
  if (at < 0 || protocol?.toLowerCase() !== 'tcp' || flags !== 'S') return null;
  return {
    where: 'path',
    action: action === 'pass' ? null : action === 'reject' ? 'reject' : 'drop',
    from,
    to,
    port: Number(port),
  };
}

function ofPflog(line: string): Packet | null {
  const [, action, from = '', to = '', port = ''] = pflog.exec(line) ?? [];
  if (action === undefined) return null;
  return {
    where: 'server',
    action: action === 'pass' ? null : 'drop',
    from,
    to,
    port: port === 'ssh' ? 22 : Number(port),
  };
}

function ofIpfw(line: string): Packet | null {
  const [, action, from = '', to = '', port] = ipfw.exec(line) ?? [];
  if (action === undefined) return null;
  const what = action === 'Accept' ? null : action === 'Deny' ? 'drop' : 'reject';
  return { where: 'server', action: what, from, to, port: Number(port) };
}

function ofWindows(line: string): Packet | null {
  const [, action, from = '', to = '', port] = windows.exec(line) ?? [];
  return action === undefined
    ? null
    : { where: 'server', action: action === 'ALLOW' ? null : 'drop', from, to, port: Number(port) };
}

function ofVpc(line: string): Packet | null {
  const [, from = '', to = '', port, action] = vpc.exec(line) ?? [];
  return action === undefined
    ? null
    : { where: 'cloud', action: action === 'ACCEPT' ? null : 'drop', from, to, port: Number(port), sure: true };
}

function packetsIn(raw: readonly string[]): readonly (Packet & { readonly i: number })[] {
  if (!hasMark(raw, mark)) return [];
  const dialled = dialledIn(raw);
  const source = sourceIn(raw);
  return raw.flatMap((text, i) => {
    const line = clean(text).slice(0, 1000);
    const packet = mark.test(line) ? forms.map((form) => form(line)).find((found) => found !== null) : undefined;
    return packet != null && isOurs(packet, dialled, source) ? [{ ...packet, i }] : [];
  });
}

/** Strangers knock everywhere: where it is told whence the client comes, theirs say nothing. A cloud maps addresses on the way. */
function isOurs({ from, to, port }: Packet, { hosts, ports }: Dialled, source: string | null): boolean {
  if (!isAddress(from) || !isAddress(to) || !ports.has(port)) return false;
  const addresses = [...hosts].filter((host) => isAddress(host) && scopeOf(host) === scopeOf(to));
  if (addresses.length > 0 && !addresses.includes(to)) return false;
  return source === null || source === from || scopeOf(source) !== scopeOf(from);
}

/** Never covers anything. The last word counts: rules may have been mended since the first. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const source = sourceIn(raw);
  const last = packetsIn(raw).at(-1);
  if (last === undefined || last.action === null) return { covers: [], observations: [] };
  const { where, action, i } = last;
  const rule = clean(raw[i] ?? '').slice(0, 400);
  const own = last.sure === true && source === last.from && where !== 'path';
  const fact: Observation = own
    ? factAt(id, raw, i, 'firewall.decision', { where, action, hook: 'in', rule })
    : factAt(id, raw, i, 'firewall.likely', { where, action, rule });
  return { covers: [], observations: [fact] };
}
