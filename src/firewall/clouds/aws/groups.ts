/*
 * Security groups: what one of a machine's groups admits comes in, and the answers go out. They deny nothing.
 */
import type { FlowRule } from '../../../model/flow.ts';
import {
  type CloudFlow,
  clientOf,
  clientRange,
  every,
  type Known,
  type Layer,
  named,
  oneOf,
  some,
  within,
  word,
} from '../../cloud.ts';
import { type Located, listOf, member, textOf, wholeOf } from '../../located.ts';
import { type Account, type Group, type Interface, rangesOf, type Told } from './account.ts';

interface Admission {
  readonly id: string;
  readonly action: 'accept' | 'drop' | 'unknown';
  readonly rule: FlowRule;
  readonly condition: string | null;
}

/** Null: no group was given. `to`: the interface that the connection goes to; null: nobody told. */
export function groupLayer(account: Account, flow: CloudFlow, to: Interface | null): Layer | null {
  if (account.groups.size === 0) return null;
  const assumed = new Set<string>();
  const admissions = (groups: readonly Group[]): readonly Admission[] =>
    groups.map((group) => admission(account, group, flow, assumed));
  if (to !== null) {
    const groups = to.groups.flatMap((id) => account.groups.get(id) ?? []);
    const missing = to.groups.filter((id) => !account.groups.has(id));
    const found = union(admissions(groups), missing, flow);
    return { ...found, assumed: [...assumed] };
  }
  const all = admissions([...account.groups.values()]);
  const ids = all.map(({ id }) => id);
  const cut = account.cut.has('SecurityGroups') || account.cut.has('SecurityGroupRules');
  const same = cut && all.every(({ action }) => action === 'drop') ? null : oneOf(all);
  if (same === null) {
    const condition = cut
      ? 'the pages of the list that are missing (NextToken): --no-paginate cuts it'
      : `which of ${named(ids)} the machine at ${flow.to} has: aws ec2 describe-instances tells`;
    return layer({ action: 'unknown', rule: null, condition }, null, [...assumed]);
  }
  const what = ids.length === 1 ? `${ids[0]} is the only group` : `${named(ids)} are the only groups`;
  return { ...union(all, [], flow), assumed: [`${what} of the machine at ${flow.to}`, ...assumed] };
}

function layer(
  found: Pick<Layer, 'action' | 'rule' | 'condition'>,
  owner: Layer['owner'],
  assumed: readonly string[],
): Layer {
  return { hook: 'groups', ...found, owner, assumed };
}

/** What one group admits is admitted. */
function union(all: readonly Admission[], missing: readonly string[], flow: CloudFlow): Layer {
  const admits = all.find(({ action }) => action === 'accept');
  if (admits !== undefined) return layer({ ...admits }, null, []);
  const open = all.find(({ action }) => action === 'unknown');
  if (open !== undefined) return layer({ ...open }, null, []);
  if (missing.length > 0) {
    const condition = `the rules of ${named(missing)}: aws ec2 describe-security-groups --group-ids ${missing
      .slice(0, 3)
      .map((id) => word(id, 'GROUP'))
      .join(' ')} prints them`;
    return layer({ action: 'unknown', rule: null, condition }, null, []);
  }
  const [first] = all;
  if (first === undefined) {
    return layer(
      { action: 'unknown', rule: null, condition: 'the groups of the machine, which are not told' },
      null,
      [],
    );
  }
  const ids = all.map(({ id }) => id);
  const rule = { ...first.rule, table: `${ids.length === 1 ? 'security group' : 'security groups'} ${named(ids)}` };
  return layer({ action: 'drop', rule, condition: null }, ownership(first, ids, flow), []);
}

function ownership({ id }: Admission, ids: readonly string[], flow: CloudFlow): Layer['owner'] {
  const range = clientRange(flow);
  const admit =
    flow.family === 6
      ? `--ip-permissions 'IpProtocol=tcp,FromPort=${flow.port},ToPort=${flow.port},Ipv6Ranges=[{CidrIpv6=${range}}]'`
      : `--protocol tcp --port ${flow.port} --cidr ${range}`;
  const change = `security-group-ingress --group-id ${word(id, 'GROUP')} ${admit}`;
  return {
    tool: 'AWS',
    setting: `the inbound rules of ${ids.length === 1 ? `security group ${id}` : `security groups ${named(ids)}`}`,
    command: `aws ec2 authorize-${change}`,
    undo: `aws ec2 revoke-${change}`,
  };
}

function admission(account: Account, group: Group, flow: CloudFlow, assumed: Set<string>): Admission {
  let open: { readonly rule: FlowRule; readonly condition: string } | null = null;
  for (const permission of group.permissions) {
    const asked = every(protocolHolds(permission.at), portHolds(permission.at, flow.port));
    if (asked === false) continue;
    for (const { holds, says } of sourcesOf(account, permission.at, flow, assumed)) {
      const known = every(asked, holds);
      if (known === false) continue;
      const rule = ruleOf(group, permission, `${trafficOf(permission.at)} from ${says}`);
      if (known === true) return { id: group.id, action: 'accept', rule, condition: null };
      open ??= { rule, condition: known };
    }
  }
  if (open !== null) return { id: group.id, action: 'unknown', ...open };
  const rule = ruleOf(group, group.head, `no inbound rule admits tcp ${flow.port} from ${clientOf(flow)}`);
  if (group.cut) {
    const condition = `the rules of ${group.id} on pages that are missing (NextToken)`;
    return { id: group.id, action: 'unknown', rule, condition };
  }
  return { id: group.id, action: 'drop', rule, condition: null };
}

function ruleOf({ id, name }: Group, { file, at }: Told, text: string): FlowRule {
  const own = textOf(at, 'SecurityGroupRuleId');
  return {
    file,
    line: at.line,
    family: 'cloud',
    provider: 'AWS',
    table: `security group ${id}${name === null ? '' : ` (${name})`}`,
    chain: 'inbound',
    text: own === undefined || text.startsWith('no inbound') ? text : `${own}: ${text}`,
  };
}

/** Names for tcp, udp, icmp and icmpv6; numbers of IANA for others. */
function protocolHolds(at: Located): Known {
  const protocol = textOf(at, 'IpProtocol');
  if (protocol === '-1' || protocol === 'tcp' || protocol === '6') return true;
  if (protocol !== undefined && (/^\d{1,3}$/.test(protocol) || /^(?:udp|icmp|icmpv6)$/.test(protocol))) return false;
  return `the protocol ${protocol ?? 'that is not told'}`;
}

function portHolds(at: Located, port: number): Known {
  if (textOf(at, 'IpProtocol') === '-1') return true;
  const from = wholeOf(at, 'FromPort');
  const to = wholeOf(at, 'ToPort');
  if (from === undefined || to === undefined || from < 0) return 'the ports of a rule that names none';
  return port >= from && port <= to;
}

function trafficOf(at: Located): string {
  const protocol = textOf(at, 'IpProtocol') ?? '?';
  if (protocol === '-1') return 'all traffic';
  const from = wholeOf(at, 'FromPort');
  const to = wholeOf(at, 'ToPort');
  return from === undefined ? protocol : `${protocol} ${from === to ? from : `${from}-${to}`}`;
}

interface Source {
  readonly holds: Known;
  readonly says: string;
}

function* sourcesOf(account: Account, at: Located, flow: CloudFlow, assumed: Set<string>): Generator<Source> {
  const family = flow.family;
  const range = (cidr: string): Source => ({ holds: within(flow.from, cidr, family), says: cidr });
  for (const one of listOf(at, 'IpRanges')) yield range(textOf(one, 'CidrIp') ?? '');
  for (const one of listOf(at, 'Ipv6Ranges')) yield range(textOf(one, 'CidrIpv6') ?? '');
  for (const key of ['CidrIpv4', 'CidrIpv6']) {
    const cidr = textOf(at, key);
    if (cidr !== undefined) yield range(cidr);
  }
  const lists = [...listOf(at, 'PrefixListIds'), ...(member(at, 'PrefixListId') === undefined ? [] : [at])];
  for (const one of lists) yield listed(account, textOf(one, 'PrefixListId') ?? '', flow, assumed);
  const referenced = member(at, 'ReferencedGroupInfo');
  const groups = [...listOf(at, 'UserIdGroupPairs'), ...(referenced === undefined ? [] : [referenced])];
  for (const one of groups) yield membership(account, textOf(one, 'GroupId') ?? '', flow);
}

function listed(account: Account, id: string, flow: CloudFlow, assumed: Set<string>): Source {
  const family = flow.family;
  const told = account.prefixFamilies.get(id);
  if (told !== undefined && told !== '' && told !== `IPv${family}`) return { holds: false, says: id };
  const entries = rangesOf(account, id);
  if (entries === null) {
    const holds = `the entries of the prefix list ${id}: aws ec2 get-managed-prefix-list-entries --prefix-list-id ${word(id, 'LIST')} prints them`;
    return { holds, says: id };
  }
  if (entries.guess) assumed.add(`the entries that were given are those of ${id}`);
  return { holds: some(...entries.ranges.map((cidr) => within(flow.from, cidr, family))), says: id };
}

/** A group as a source stands for the addresses of its members inside the network. */
function membership(account: Account, id: string, flow: CloudFlow): Source {
  const says = `members of ${id}`;
  if (flow.outside) return { holds: false, says };
  const { from } = flow;
  const own = (from === null ? undefined : account.interfaces.get(from)) ?? [];
  if (own.length === 1) return { holds: own[0]?.groups.includes(id) === true, says };
  return { holds: `whether ${clientOf(flow)} is a member of ${id}: aws ec2 describe-instances tells`, says };
}
