/*
 * Whether a rule of a network security group is about a connection.
 */
import { type CloudFlow, clientOf, every, type Known, named, portIn, some, within } from '../../cloud.ts';
import { type Located, listOf, textOf, textsOf } from '../../located.ts';

/** A network card: what the groups know it by. */
export interface Card {
  readonly id: string;
  readonly addresses: ReadonlySet<string>;
  readonly inside: string | null;
  /** Ids of its subnet, its own group, its application security groups, in lower case. */
  readonly subnet: string | null;
  readonly group: string | null;
  readonly applications: readonly string[];
}

export interface Asked {
  readonly flow: CloudFlow;
  /** The card that the connection goes to; null: nobody told. */
  readonly to: Card | null;
  /** The card that the client has; null: nobody told. */
  readonly client: Card | null;
  /** Takes note of what is taken for granted. */
  assume(what: string): void;
}

/** One value, or several under the same name in the plural. */
export function valuesOf(at: Located, one: string, many: string): readonly string[] {
  const values = textsOf(at, many);
  const single = textOf(at, one);
  return single === undefined || single === '' || values.includes(single) ? values : [single, ...values];
}

export function idsOf(at: Located, key: string): readonly string[] {
  return listOf(at, key).flatMap((one) => textOf(one, 'id')?.toLowerCase() ?? []);
}

/** `*` in the one list is what `All` or a whole range is in the effective one. */
export function ruleHolds(at: Located, asked: Asked): Known {
  const { flow } = asked;
  const ports = valuesOf(at, 'destinationPortRange', 'destinationPortRanges');
  const own = valuesOf(at, 'sourcePortRange', 'sourcePortRanges');
  const wide = own.length === 0 || own.some((range) => /^(?:\*|(?:0|1|1024)-65535)$/.test(range));
  return every(
    protocolHolds(textOf(at, 'protocol') ?? '*'),
    ports.length === 0
      ? 'the ports of a rule that names none'
      : some(...ports.map((range) => portIn(flow.port, range))),
    sourceHolds(at, asked),
    destinationHolds(at, asked),
    wide || `the client's own port, of which the rule admits ${named(own)}`,
  );
}

function protocolHolds(protocol: string): Known {
  if (/^(?:\*|all|any|tcp|6)$/i.test(protocol)) return true;
  return /^(?:udp|icmp|icmpv6|esp|ah|\d{1,3})$/i.test(protocol) ? false : `the protocol ${protocol}`;
}

/** What a tag stands for, where the effective rules say it. */
function expanded(at: Located, key: string): readonly string[] | null {
  const all = textsOf(at, key);
  return all.length === 0 ? null : all;
}

function sourceHolds(at: Located, asked: Asked): Known {
  const groups = idsOf(at, 'sourceApplicationSecurityGroups');
  const prefixes =
    expanded(at, 'expandedSourceAddressPrefix') ?? valuesOf(at, 'sourceAddressPrefix', 'sourceAddressPrefixes');
  return some(
    ...prefixes.map((one) => prefixHolds(one, asked)),
    ...(groups.length === 0 ? [] : [clientIn(groups, asked)]),
  );
}

function prefixHolds(prefix: string, asked: Asked): Known {
  const { flow } = asked;
  if (/^(?:\*|any)$/i.test(prefix)) return true;
  if (/^[\d.:a-f]+(?:\/\d+)?$/i.test(prefix) && /[.:]/.test(prefix)) return within(flow.from, prefix, flow.family);
  const tag = prefix.toLowerCase();
  if (tag === 'azureloadbalancer') return flow.from === '168.63.129.16';
  if (tag === 'virtualnetwork' && flow.outside) {
    // A default route of one's own belongs to the tag, too.
    asked.assume('the tag VirtualNetwork has no route for all addresses (az network nic list-effective-nsg shows it)');
    return false;
  }
  if (tag === 'internet' && flow.outside) return true;
  return `whether ${clientOf(flow)} belongs to ${prefix}: az network nic list-effective-nsg shows the ranges`;
}

function clientIn(groups: readonly string[], { flow, client }: Asked): Known {
  if (flow.outside) return false;
  if (client !== null) return groups.some((id) => client.applications.includes(id));
  return `whether ${clientOf(flow)} is in the application security group ${named(groups.map(nameOf))}`;
}

/** A packet that comes in is known by the private address that it goes to. */
function destinationHolds(at: Located, { flow, to }: Asked): Known {
  const groups = idsOf(at, 'destinationApplicationSecurityGroups');
  const prefixes =
    expanded(at, 'expandedDestinationAddressPrefix') ??
    valuesOf(at, 'destinationAddressPrefix', 'destinationAddressPrefixes');
  const inside = flow.inner ? flow.to : (to?.inside ?? null);
  const unknown = `the private address of ${flow.to}: az network nic list and az network public-ip list tell`;
  const holds = (prefix: string): Known => {
    if (/^(?:\*|any|virtualnetwork)$/i.test(prefix)) return true;
    if (/^[\d.:a-f]+(?:\/\d+)?$/i.test(prefix) && /[.:]/.test(prefix))
      return within(inside, prefix, flow.family, unknown);
    return `whether ${flow.to} belongs to ${prefix}`;
  };
  const member: Known =
    to === null
      ? `whether ${flow.to} is in the application security group ${named(groups.map(nameOf))}: az network nic list tells`
      : groups.some((id) => to.applications.includes(id));
  return some(...prefixes.map(holds), ...(groups.length === 0 ? [] : [member]));
}

/** The last part of an id of Azure. */
export function nameOf(id: string): string {
  return id.split('/').at(-1) ?? id;
}
