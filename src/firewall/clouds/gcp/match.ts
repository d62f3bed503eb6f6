/*
 * Whether a rule of Google Cloud is about a connection: traffic, source, target.
 */

import { type CloudFlow, every, type Known, named, portIn, some, within } from '../../cloud.ts';
import { type Located, listOf, member, textOf, textsOf } from '../../located.ts';

export interface Rule {
  readonly file: string;
  readonly at: Located;
}

/** One network interface of an instance: what rules know it by. */
export interface Instance {
  readonly name: string;
  /** PROJECT/NAME. */
  readonly network: string;
  readonly addresses: ReadonlySet<string>;
  readonly inside: string | null;
  readonly tags: readonly string[];
  readonly accounts: readonly string[];
}

/** Interfaces by each address. */
export type Machines = ReadonlyMap<string, readonly Instance[]>;

export function instanceOf(at: Located): readonly Instance[] {
  return listOf(at, 'networkInterfaces').map((nic) => {
    const inside = textOf(nic, 'networkIP') ?? null;
    const outer = listOf(nic, 'accessConfigs').flatMap((one) => textOf(one, 'natIP') ?? []);
    const six = listOf(nic, 'ipv6AccessConfigs').flatMap((one) => textOf(one, 'externalIpv6') ?? []);
    const own = textOf(nic, 'ipv6Address');
    return {
      name: textOf(at, 'name') ?? '?',
      network: (textOf(nic, 'network') ?? '').replace(/^.*\/projects\//, '').replace('/global/networks/', '/'),
      addresses: new Set([...(inside === null ? [] : [inside]), ...outer, ...six, ...(own === undefined ? [] : [own])]),
      inside,
      tags: textsOf(member(at, 'tags'), 'items'),
      accounts: listOf(at, 'serviceAccounts').flatMap((one) => textOf(one, 'email') ?? []),
    };
  });
}

/** The interface that has the address; null: nobody told, or several have it. */
export function placeOf(machines: Machines, to: string): Instance | null {
  const found = machines.get(to) ?? [];
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** A VPC firewall rule. */
export function ruleHolds(at: Located, flow: CloudFlow, to: Instance | null, machines: Machines): Known {
  return every(
    trafficHolds([...listOf(at, 'allowed'), ...listOf(at, 'denied')], 'IPProtocol', flow.port),
    targetHolds(at, flow, to),
    rangesHold(textsOf(at, 'destinationRanges'), flow, to),
    sourceHolds(at, flow, machines),
  );
}

export function trafficHolds(all: readonly Located[], key: string, port: number): Known {
  return some(
    ...all.map((one) => {
      const protocol = textOf(one, key) ?? '';
      if (!/^(?:tcp|all|6)$/i.test(protocol))
        return /^(?:udp|icmp|esp|ah|sctp|ipip|\d{1,3})$/i.test(protocol) ? false : `the protocol ${protocol}`;
      const ports = textsOf(one, 'ports');
      return ports.length === 0 || some(...ports.map((range) => portIn(port, range)));
    }),
  );
}

function targetHolds(at: Located, flow: CloudFlow, to: Instance | null): Known {
  const tags = textsOf(at, 'targetTags');
  const accounts = textsOf(at, 'targetServiceAccounts');
  const has = (wanted: readonly string[], what: string, own?: readonly string[]): Known =>
    wanted.length === 0
      ? true
      : own === undefined
        ? `whether the machine at ${flow.to} has the ${what} ${named(wanted)}: gcloud compute instances list --format=json tells`
        : wanted.some((one) => own.includes(one));
  return every(has(tags, 'network tag', to?.tags), has(accounts, 'service account', to?.accounts));
}

/** By its destination a packet that comes in is known by the address inside. */
export function rangesHold(ranges: readonly string[], flow: CloudFlow, to: Instance | null): Known {
  if (ranges.length === 0) return true;
  const address = flow.inner ? flow.to : (to?.inside ?? null);
  const unknown = `the internal address of ${flow.to}: gcloud compute instances list --format=json tells`;
  return some(...ranges.map((range) => within(address, range, flow.family, unknown)));
}

/** One of the ranges, the tags or the service accounts is enough; without any it is any source. */
function sourceHolds(at: Located, flow: CloudFlow, machines: Machines): Known {
  const ranges = textsOf(at, 'sourceRanges');
  const tags = textsOf(at, 'sourceTags');
  const accounts = textsOf(at, 'sourceServiceAccounts');
  if (ranges.length + tags.length + accounts.length === 0) return true;
  const inner = (wanted: readonly string[], own: (one: Instance) => readonly string[]): Known => {
    if (wanted.length === 0 || flow.outside) return false;
    const client = flow.from === null ? null : placeOf(machines, flow.from);
    if (client === null)
      return `whether the client has ${named(wanted)}: gcloud compute instances list --format=json tells`;
    return wanted.some((one) => own(client).includes(one));
  };
  return some(
    ...ranges.map((range) => within(flow.from, range, flow.family)),
    inner(tags, (one) => one.tags),
    inner(accounts, (one) => one.accounts),
  );
}

export function trafficOf(at: Located): string {
  const all = [...listOf(at, 'allowed'), ...listOf(at, 'denied')].map((one) => {
    const ports = textsOf(one, 'ports');
    return `${textOf(one, 'IPProtocol') ?? '?'}${ports.length === 0 ? '' : `:${ports.join(',')}`}`;
  });
  return named(all);
}

export function sourceOf(at: Located): string {
  const all = ['sourceRanges', 'sourceTags', 'sourceServiceAccounts'].flatMap((key) => textsOf(at, key));
  return all.length === 0 ? '0.0.0.0/0' : named(all);
}
