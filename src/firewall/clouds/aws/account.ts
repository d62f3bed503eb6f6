/*
 * What `aws ec2 describe-...` printed, by the names of the EC2 API, with where each thing stands.
 */
import type { Doc } from '../../cloud.ts';
import { elements, flagOf, type Located, listOf, member, textOf } from '../../located.ts';

/** A thing of EC2 and the file that tells it. */
export interface Told {
  readonly file: string;
  readonly at: Located;
}

/** A network interface: it has the addresses, the groups and the subnet. */
export interface Interface {
  readonly id: string;
  readonly inside: string | null;
  readonly addresses: ReadonlySet<string>;
  readonly groups: readonly string[];
  readonly subnet: string | null;
  readonly vpc: string | null;
}

export interface Group {
  readonly id: string;
  readonly name: string | null;
  readonly head: Told;
  /** Its inbound permissions. */
  readonly permissions: Told[];
  /** A page may be missing. */
  cut: boolean;
}

export interface Account {
  readonly groups: ReadonlyMap<string, Group>;
  /** By each address: more than one network may use it. */
  readonly interfaces: ReadonlyMap<string, readonly Interface[]>;
  readonly acls: readonly Told[];
  readonly tables: readonly Told[];
  readonly subnets: readonly Located[];
  /** Ranges of managed prefix lists; the list that nobody named stands under ''. */
  readonly prefixes: ReadonlyMap<string, readonly string[]>;
  /** `IPv4` or `IPv6`, by list. */
  readonly prefixFamilies: ReadonlyMap<string, string>;
  /** Keys of the lists of which a page is missing: `SecurityGroups`. */
  readonly cut: ReadonlySet<string>;
  /** The one prefix list that rules name; null: none, or several. */
  readonly onlyList: string | null;
}

/** The member of the answer that holds the list, and the member that each thing of the list has. */
const lists: readonly (readonly [string, string])[] = [
  ['SecurityGroups', 'IpPermissions'],
  ['SecurityGroupRules', 'SecurityGroupRuleId'],
  ['NetworkAcls', 'NetworkAclId'],
  ['RouteTables', 'RouteTableId'],
  ['PrefixLists', 'PrefixListId'],
  ['Entries', 'Cidr'],
  ['Reservations', 'Instances'],
  ['Instances', 'InstanceId'],
  ['NetworkInterfaces', 'NetworkInterfaceId'],
  ['Subnets', 'SubnetId'],
];

/** A list in the answer as it is, or what `--query` left of it; null: it is nothing of these. */
function listIn(root: Located): { readonly key: string; readonly all: readonly Located[] } | null {
  for (const [key, mark] of lists) {
    const inside = member(root, key);
    if (inside !== undefined && Array.isArray(inside.value)) {
      const all = elements(inside);
      // Other programs have a list of entries, too.
      const own = all.length > 0 || key !== 'Entries';
      if (own && all.every((one) => member(one, mark) !== undefined)) return { key, all };
    }
  }
  const all = Array.isArray(root.value) ? elements(root) : [root];
  // A subnet is named by much, and an interface by an instance: what names the thing itself comes first.
  const found = lists.find(([key, mark]) => key !== 'Entries' && all.length > 0 && all.every((one) => is(one, mark)));
  return found === undefined ? null : { key: found[0], all };
}

function is(one: Located, mark: string): boolean {
  if (member(one, mark) === undefined) return false;
  return mark !== 'SubnetId' || member(one, 'CidrBlock') !== undefined;
}

export function knowsAws(root: Located): boolean {
  return listIn(root) !== null;
}

export function accountOf(docs: readonly Doc[]): Account {
  const groups = new Map<string, Group>();
  const account = {
    groups,
    interfaces: new Map<string, Interface[]>(),
    acls: [] as Told[],
    tables: [] as Told[],
    subnets: [] as Located[],
    prefixes: new Map<string, string[]>(),
    prefixFamilies: new Map<string, string>(),
    cut: new Set<string>(),
    onlyList: null as string | null,
  };
  for (const { file, root } of docs) {
    const list = listIn(root);
    if (list === null) continue;
    const cut = textOf(root, 'NextToken') !== undefined;
    if (cut) account.cut.add(list.key);
    take(account, list.key, list.all, file, cut);
  }
  const named = listsIn(groups);
  account.onlyList = named.size === 1 ? ([...named][0] ?? null) : null;
  return account;
}

interface Making {
  readonly groups: Map<string, Group>;
  readonly interfaces: Map<string, Interface[]>;
  readonly acls: Told[];
  readonly tables: Told[];
  readonly subnets: Located[];
  readonly prefixes: Map<string, string[]>;
  readonly prefixFamilies: Map<string, string>;
}

function take(account: Making, key: string, all: readonly Located[], file: string, cut: boolean): void {
  const told = all.map((at) => ({ file, at }));
  if (key === 'SecurityGroups') for (const one of told) takeGroup(account, one);
  else if (key === 'SecurityGroupRules') for (const one of told) takeRule(account, one, cut);
  else if (key === 'NetworkAcls') account.acls.push(...told);
  else if (key === 'RouteTables') account.tables.push(...told);
  else if (key === 'Subnets') account.subnets.push(...all);
  else if (key === 'PrefixLists') for (const one of all) takeList(account, one);
  else if (key === 'Entries') takeEntries(account, all, file, cut);
  else if (key === 'NetworkInterfaces') for (const one of all) takeInterface(account, one);
  else {
    const instances = key === 'Instances' ? all : all.flatMap((one) => listOf(one, 'Instances'));
    for (const one of instances) for (const at of listOf(one, 'NetworkInterfaces')) takeInterface(account, at);
  }
}

function groupOf(account: Making, id: string, head: Told): Group {
  const known = account.groups.get(id);
  if (known !== undefined) return known;
  const group = { id, name: textOf(head.at, 'GroupName') ?? null, head, permissions: [], cut: false };
  account.groups.set(id, group);
  return group;
}

function takeGroup(account: Making, told: Told): void {
  const group = groupOf(account, textOf(told.at, 'GroupId') ?? '', told);
  for (const at of listOf(told.at, 'IpPermissions')) group.permissions.push({ file: told.file, at });
}

/** Each rule of `describe-security-group-rules` has one source, and names its group. */
function takeRule(account: Making, told: Told, cut: boolean): void {
  const group = groupOf(account, textOf(told.at, 'GroupId') ?? '', told);
  if (cut) group.cut = true;
  if (!flagOf(told.at, 'IsEgress')) group.permissions.push(told);
}

function takeList(account: Making, at: Located): void {
  const id = textOf(at, 'PrefixListId') ?? '';
  account.prefixFamilies.set(id, textOf(at, 'AddressFamily') ?? '');
  // describe-prefix-lists has the ranges with the list.
  const ranges = listOf(at, 'Cidrs').flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  if (ranges.length > 0) account.prefixes.set(id, ranges);
}

/** The entries do not say which list they are of; the name of the file may. */
function takeEntries(account: Making, all: readonly Located[], file: string, cut: boolean): void {
  if (cut) return;
  const id = /pl-[0-9a-f]{8,17}/.exec(file)?.[0] ?? '';
  const ranges = all.flatMap((one) => textOf(one, 'Cidr') ?? []);
  const known = account.prefixes.get(id);
  if (known === undefined) account.prefixes.set(id, ranges);
  else for (const range of ranges) known.push(range);
}

function takeInterface(account: Making, at: Located): void {
  const one = interfaceOf(at);
  for (const address of one.addresses) {
    const known = account.interfaces.get(address);
    if (known === undefined) account.interfaces.set(address, [one]);
    // What describe-instances tells describe-network-interfaces may tell again.
    else if (!known.some(({ id }) => id === one.id)) known.push(one);
  }
}

function interfaceOf(at: Located): Interface {
  const inside = textOf(at, 'PrivateIpAddress') ?? null;
  const privates = [at, ...listOf(at, 'PrivateIpAddresses')];
  const addresses = privates.flatMap((one) => [
    textOf(one, 'PrivateIpAddress') ?? [],
    textOf(member(one, 'Association'), 'PublicIp') ?? [],
  ]);
  const six = listOf(at, 'Ipv6Addresses').flatMap((one) => textOf(one, 'Ipv6Address') ?? []);
  return {
    id: textOf(at, 'NetworkInterfaceId') ?? '',
    inside,
    addresses: new Set([...addresses.flat(), ...six]),
    groups: listOf(at, 'Groups').flatMap((one) => textOf(one, 'GroupId') ?? []),
    subnet: textOf(at, 'SubnetId') ?? null,
    vpc: textOf(at, 'VpcId') ?? null,
  };
}

/** The entries of a prefix list; null: they were not given. Entries without a name are those of the only list that rules name. */
export function rangesOf(
  account: Account,
  list: string,
): { readonly ranges: readonly string[]; readonly guess: boolean } | null {
  const own = account.prefixes.get(list);
  if (own !== undefined) return { ranges: own, guess: false };
  const nameless = account.prefixes.get('');
  return nameless === undefined || account.onlyList !== list ? null : { ranges: nameless, guess: true };
}

function listsIn(groups: Account['groups']): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { permissions } of groups.values())
    for (const { at } of permissions)
      for (const one of [at, ...listOf(at, 'PrefixListIds')]) {
        const id = textOf(one, 'PrefixListId');
        if (id !== undefined) ids.add(id);
      }
  return ids;
}
