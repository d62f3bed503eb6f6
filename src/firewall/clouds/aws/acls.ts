/*
 * Network ACLs: rules of a subnet, by number, first match. They know no connections, so the answer needs a rule of its own.
 */
import type { FlowRule } from '../../../model/flow.ts';
import {
  type CloudFlow,
  clientRange,
  type Entry,
  every,
  type Found,
  firstMatch,
  type Known,
  type Layer,
  named,
  oneOf,
  within,
  word,
} from '../../cloud.ts';
import { flagOf, type Located, listOf, member, textOf, wholeOf } from '../../located.ts';
import type { Account, Told } from './account.ts';
import { neighbours, type Place } from './place.ts';
import { Ports } from './ports.ts';

/** What clients take as their own port, by RFC 6056 section 3.2. */
const clientPorts = { low: 1024, high: 65_535 };
/** The last rule of each list, which nobody can remove; `*` in the console. IPv6 has one more. */
const lastRule = 32_767;

type Way = 'in' | 'out';
type Decided = Omit<Found, 'action'> & { readonly action: Layer['action'] };

/** Null: no ACL was given, or none is asked. */
export function aclLayer(account: Account, flow: CloudFlow, place: Place, way: Way): Layer | null {
  if (account.acls.length === 0) return null;
  const near = neighbours(account, flow, place);
  if (near === true) return null;
  const { acls, assumed, condition } = aclsOf(account, flow, place);
  const decided = acls.map((acl) => ({ acl, ...decide(acl, flow, way) }));
  const same = condition === null ? oneOf(decided) : null;
  if (same === null) {
    const why =
      condition ?? `which of ${named(acls.map(idOf))} the subnet has: aws ec2 describe-instances tells the subnet`;
    return { hook: hookOf(way), action: 'unknown', rule: null, condition: why, owner: null, assumed };
  }
  const { acl, ...found } = same;
  const layer = { hook: hookOf(way), ...found, owner: null, assumed };
  if (layer.action === 'accept' || near === false) return { ...layer, owner: ownership(acl, layer, flow, way) };
  return { ...layer, action: 'unknown', condition: near };
}

const hookOf = (way: Way): string => `ACL ${way}`;
const idOf = ({ at }: Told): string => textOf(at, 'NetworkAclId') ?? '?';

function aclsOf(
  account: Account,
  flow: CloudFlow,
  { subnet }: Place,
): { readonly acls: readonly Told[]; readonly assumed: readonly string[]; readonly condition: string | null } {
  const all = account.acls;
  if (subnet !== null) {
    const own = all.filter(({ at }) => listOf(at, 'Associations').some((one) => textOf(one, 'SubnetId') === subnet));
    const condition = own.length === 1 ? null : `the network ACL of ${subnet}, which was not given`;
    return { acls: own, assumed: [], condition };
  }
  if (account.cut.has('NetworkAcls'))
    return { acls: all, assumed: [], condition: 'the network ACLs on pages that are missing (NextToken)' };
  const what = all.length === 1 ? `${idOf(all[0] as Told)} is` : `one of ${named(all.map(idOf))} is`;
  return { acls: all, assumed: [`${what} the network ACL of the subnet of ${flow.to}`], condition: null };
}

function decide(acl: Told, flow: CloudFlow, way: Way): Decided {
  const entries = entriesOf(acl, way);
  if (way === 'in') return firstMatch(inbound(acl, entries, flow));
  return answers(acl, entries, flow);
}

function entriesOf({ at }: Told, way: Way): readonly Located[] {
  const number = (one: Located): number => wholeOf(one, 'RuleNumber') ?? lastRule;
  return listOf(at, 'Entries')
    .filter((one) => flagOf(one, 'Egress') === (way === 'out'))
    .sort((a, b) => number(a) - number(b));
}

function* inbound(acl: Told, entries: readonly Located[], flow: CloudFlow): Generator<Entry> {
  for (const entry of entries) {
    const ports = portsOf(entry);
    const holds = every(
      peerHolds(entry, flow),
      typeof ports === 'string' ? ports : flow.port >= ports.low && flow.port <= ports.high,
    );
    yield { holds, accept: accepts(entry), rule: ruleOf(acl, entry, 'in') };
  }
  yield { holds: true, accept: false, rule: lastOf(acl, 'in') };
}

const accepts = (entry: Located): boolean => textOf(entry, 'RuleAction')?.toLowerCase() === 'allow';

function peerHolds(entry: Located, flow: CloudFlow): Known {
  const protocol = textOf(entry, 'Protocol') ?? '';
  if (!/^(?:-1|6|tcp|all)$/.test(protocol))
    return /^(?:\d{1,3}|udp|icmp)$/.test(protocol) ? false : `the protocol ${protocol}`;
  const cidr = textOf(entry, 'CidrBlock') ?? textOf(entry, 'Ipv6CidrBlock');
  return cidr === undefined ? 'a rule that names no range' : within(flow.from, cidr, flow.family);
}

function portsOf(entry: Located): { readonly low: number; readonly high: number } | string {
  if (/^(?:-1|all)$/.test(textOf(entry, 'Protocol') ?? '')) return { low: 0, high: 65_535 };
  const range = member(entry, 'PortRange');
  const low = wholeOf(range, 'From');
  const high = wholeOf(range, 'To');
  return low === undefined || high === undefined ? 'the ports of a rule that names none' : { low, high };
}

/** Each port that the client may have is decided by the first rule that has it. */
function answers(acl: Told, entries: readonly Located[], flow: CloudFlow): Decided {
  const ports = new Ports(clientPorts.low, clientPorts.high);
  const first: { accept?: FlowRule; drop?: FlowRule } = {};
  let open: string | null = null;
  for (const entry of entries) {
    const holds = peerHolds(entry, flow);
    const range = portsOf(entry);
    if (holds === false) continue;
    if (typeof range === 'string' || holds !== true) {
      // Where none allows, what it hinges on makes no difference.
      if (entries.some(accepts)) open ??= String(typeof range === 'string' ? range : holds);
    } else if (ports.take(range) > 0) first[accepts(entry) ? 'accept' : 'drop'] ??= ruleOf(acl, entry, 'out');
  }
  if (ports.take(clientPorts) > 0) first.drop ??= lastOf(acl, 'out');
  const { accept, drop } = first;
  if (open !== null) return { action: 'unknown', rule: null, condition: open };
  if (drop === undefined) return { action: 'accept', rule: accept ?? null, condition: null };
  if (accept === undefined) return { action: 'drop', rule: drop, condition: null };
  const { low, high } = clientPorts;
  const condition = `the client's port: of ${low} to ${high} only a part is let out, first by ${accept.text}`;
  return { action: 'may-drop', rule: drop, condition };
}

const directions = { in: 'inbound', out: 'outbound' } as const;

function ruleOf(acl: Told, entry: Located, way: Way): FlowRule {
  const number = wholeOf(entry, 'RuleNumber') ?? lastRule;
  const cidr = textOf(entry, 'CidrBlock') ?? textOf(entry, 'Ipv6CidrBlock') ?? '?';
  const ports = portsOf(entry);
  const protocol = textOf(entry, 'Protocol') ?? '?';
  const what =
    protocol === '-1' || typeof ports === 'string'
      ? 'all traffic'
      : `${protocol === '6' ? 'tcp' : `protocol ${protocol}`} ${ports.low === ports.high ? ports.low : `${ports.low}-${ports.high}`}`;
  const verb = accepts(entry) ? 'allow' : 'deny';
  return {
    ...placeOf(acl, entry, way),
    number,
    text: `rule ${number >= lastRule ? '*' : number}: ${verb} ${what} ${way === 'in' ? 'from' : 'to'} ${cidr}`,
  };
}

/** A list that was cut by hand may lack it. */
function lastOf(acl: Told, way: Way): FlowRule {
  return { ...placeOf(acl, acl.at, way), text: `rule *: deny all traffic` };
}

function placeOf(acl: Told, { line }: Located, way: Way): FlowRule {
  return {
    file: acl.file,
    line,
    family: 'cloud',
    provider: 'AWS',
    table: `network ACL ${idOf(acl)}`,
    chain: directions[way],
  };
}

function ownership(acl: Told, { action, rule }: Decided, flow: CloudFlow, way: Way): Layer['owner'] {
  if (action === 'accept') return null;
  const used = new Set(entriesOf(acl, way).map((one) => wholeOf(one, 'RuleNumber') ?? 0));
  const before = Math.min(rule?.number ?? lastRule, lastRule);
  const most = Math.max(0, ...[...used].filter((n) => n < before));
  let number = before === lastRule ? most + 10 : before - 1;
  while (number > 0 && used.has(number)) number--;
  const range = clientRange(flow);
  const ports = way === 'in' ? `From=${flow.port},To=${flow.port}` : `From=${clientPorts.low},To=${clientPorts.high}`;
  const cidr = flow.family === 6 ? '--ipv6-cidr-block' : '--cidr-block';
  const entry = `network-acl-entry --network-acl-id ${word(idOf(acl), 'ACL')} ${way === 'in' ? '--ingress' : '--egress'} --rule-number ${number > 0 ? number : 'NUMBER'}`;
  return {
    tool: 'AWS',
    setting: `the ${directions[way]} rules of network ACL ${idOf(acl)}`,
    command: `aws ec2 create-${entry} --protocol tcp --port-range ${ports} ${cidr} ${range} --rule-action allow`,
    undo: `aws ec2 delete-${entry}`,
  };
}
