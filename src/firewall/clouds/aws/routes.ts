/*
 * Route tables: the way back. The longest prefix decides. A subnet without a table of its own has the main one of its VPC.
 */
import type { FlowRule } from '../../../model/flow.ts';
import { scopeOf } from '../../../wire/address.ts';
import { type CloudFlow, clientOf, type Known, type Layer, named, oneOf, some, within, word } from '../../cloud.ts';
import { flagOf, type Located, listOf, member, textOf } from '../../located.ts';
import { type Account, rangesOf, type Told } from './account.ts';
import { neighbours, type Place } from './place.ts';

type Decided = Pick<Layer, 'action' | 'rule' | 'condition'>;

/** Null: no route table was given, or none is asked. */
export function routeLayer(account: Account, flow: CloudFlow, place: Place): Layer | null {
  if (account.tables.length === 0 || neighbours(account, flow, place) === true) return null;
  const { tables, assumed, condition } = tablesOf(account, flow, place);
  const decided = tables.map((table) => ({ table, ...decide(account, table, flow) }));
  const same = condition === null ? oneOf(decided) : null;
  if (same === null) {
    const why =
      condition ?? `which of ${named(tables.map(idOf))} the subnet has: aws ec2 describe-instances tells the subnet`;
    return { hook: 'route table', action: 'unknown', rule: null, condition: why, owner: null, assumed, route: true };
  }
  const { table, ...found } = same;
  const owner =
    found.action !== 'drop'
      ? null
      : {
          tool: 'AWS',
          setting: `the routes of ${idOf(table)}`,
          command: `aws ec2 ${found.rule?.text?.startsWith('no route') === true ? 'create' : 'replace'}-route --route-table-id ${word(idOf(table), 'TABLE')} ${flow.family === 6 ? '--destination-ipv6-cidr-block ::/0' : '--destination-cidr-block 0.0.0.0/0'} --gateway-id INTERNET_GATEWAY`,
        };
  return { hook: 'route table', ...found, owner, assumed, route: true };
}

const idOf = ({ at }: Told): string => textOf(at, 'RouteTableId') ?? '?';

function tablesOf(
  account: Account,
  flow: CloudFlow,
  { subnet, vpc }: Place,
): { readonly tables: readonly Told[]; readonly assumed: readonly string[]; readonly condition: string | null } {
  const associated = (holds: (one: Located) => boolean): readonly Told[] =>
    account.tables.filter(({ at }) => listOf(at, 'Associations').some(holds));
  const cut = account.cut.has('RouteTables');
  const missing = `the route table of ${subnet ?? 'the subnet'}, which was not given`;
  if (subnet !== null) {
    const own = associated((one) => textOf(one, 'SubnetId') === subnet);
    if (own.length === 1) return { tables: own, assumed: [], condition: null };
    const main = associated((one) => flagOf(one, 'Main')).filter(({ at }) => textOf(at, 'VpcId') === vpc);
    // The main table is the subnet's where no other is, and a page or a filter may hide that other.
    if (own.length > 1 || main.length !== 1 || cut) return { tables: [], assumed: [], condition: missing };
    const assumed = [`no other route table than ${idOf(main[0] as Told)} is that of ${subnet}`];
    return { tables: main, assumed, condition: null };
  }
  if (cut) return { tables: [], assumed: [], condition: missing };
  const ids = account.tables.map(idOf);
  const what = ids.length === 1 ? `${ids[0]} is` : `one of ${named(ids)} is`;
  return { tables: account.tables, assumed: [`${what} the route table of the subnet of ${flow.to}`], condition: null };
}

interface Route {
  readonly at: Located;
  readonly bits: number;
  readonly holds: Known;
}

/** All routes that may be the longest that holds. */
function decide(account: Account, table: Told, flow: CloudFlow): Decided {
  const routes = listOf(table.at, 'Routes')
    .map((at) => routeOf(account, at, flow))
    .filter(({ holds }) => holds !== false)
    .sort((a, b) => b.bits - a.bits || propagated(a.at) - propagated(b.at));
  const sure = routes.findIndex(({ holds }) => holds === true);
  const maybe = sure < 0 ? routes : routes.slice(0, sure + 1);
  const ends = maybe.map(({ at }) => ended(table, at, flow));
  if (sure < 0) {
    const text = `no route to ${clientOf(flow)}`;
    ends.push({ action: 'drop', rule: { ...ruleOf(table, table.at), text }, condition: null });
  }
  const same = oneOf(ends);
  if (same !== null) return ends.at(-1) ?? same;
  const open = maybe.find(({ holds }) => holds !== true);
  return { action: 'unknown', rule: null, condition: String(open?.holds ?? 'the route to the client') };
}

/** Of two routes to one range the one that somebody made goes first. */
function propagated(at: Located): number {
  return textOf(at, 'Origin') === 'EnableVgwRoutePropagation' ? 1 : 0;
}

function routeOf(account: Account, at: Located, flow: CloudFlow): Route {
  const family = flow.family;
  const cidr = textOf(at, 'DestinationCidrBlock') ?? textOf(at, 'DestinationIpv6CidrBlock');
  if (cidr !== undefined) {
    const [network = '', bits] = cidr.split('/');
    // Where nobody knows the address it is a public one still.
    const apart =
      flow.from === null && flow.outside && bits !== '0' && !['public', 'documentation'].includes(scopeOf(network));
    return { at, bits: Number(bits ?? 128), holds: apart ? false : within(flow.from, cidr, family) };
  }
  // What a gateway endpoint takes is the address of a service, and no client's.
  if (textOf(at, 'GatewayId')?.startsWith('vpce-') === true) return { at, bits: 0, holds: false };
  const list = textOf(at, 'DestinationPrefixListId') ?? '?';
  const told = account.prefixes.has(list) ? rangesOf(account, list) : null;
  const known = told === null ? undefined : some(...told.ranges.map((one) => within(flow.from, one, family)));
  // Whether it goes before a range that overlaps hangs on more than its length.
  return { at, bits: 129, holds: known === false ? false : `the route to the prefix list ${list}` };
}

const targets = [
  'GatewayId',
  'NatGatewayId',
  'TransitGatewayId',
  'VpcPeeringConnectionId',
  'NetworkInterfaceId',
  'InstanceId',
  'EgressOnlyInternetGatewayId',
  'LocalGatewayId',
  'CarrierGatewayId',
  'CoreNetworkArn',
];

function targetOf(at: Located): string {
  return targets.map((key) => textOf(at, key)).find((id) => id !== undefined) ?? '?';
}

function ended(table: Told, at: Located, flow: CloudFlow): Decided {
  const rule = ruleOf(table, at);
  const target = targetOf(at);
  if (textOf(at, 'State') === 'blackhole') return { action: 'drop', rule, condition: null };
  if (/^(?:igw-|local$)/.test(target) || !flow.outside) return { action: 'accept', rule, condition: null };
  const condition = `what ${target} does with the answer: the connection comes in by an internet gateway, and the route goes elsewhere`;
  return { action: 'unknown', rule, condition };
}

function ruleOf(table: Told, at: Located): FlowRule {
  const to =
    ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId']
      .map((key) => textOf(at, key))
      .find((one) => one !== undefined) ?? '?';
  const state = member(at, 'State')?.value === 'blackhole' ? ', blackhole' : '';
  return {
    file: table.file,
    line: at.line,
    family: 'cloud',
    provider: 'AWS',
    table: `route table ${idOf(table)}`,
    chain: 'routes',
    text: `${to} by ${targetOf(at)}${state}`,
  };
}
