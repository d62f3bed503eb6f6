import { sameNetwork, scopeOf } from '../../../wire/address.ts';
import { type CloudFlow, type Known, named, outside } from '../../cloud.ts';
import { textOf } from '../../located.ts';
import type { Account, Interface } from './account.ts';

/** Where the connection goes to. */
export interface Place {
  /** Null: nobody told, or more than one has the address. */
  readonly interface: Interface | null;
  readonly subnet: string | null;
  readonly vpc: string | null;
  /** The private address; null: nobody told. */
  readonly inside: string | null;
  /** More than one has the address. */
  readonly several: boolean;
}

export function placeOf(account: Account, { to }: CloudFlow): Place {
  const found = new Map(account.interfaces.filter(({ addresses }) => addresses.has(to)).map((one) => [one.id, one]));
  const [one = null] = found.values();
  if (found.size === 1 && one !== null) {
    const inside = to.includes(':') ? to : one.inside;
    return { interface: one, subnet: one.subnet, vpc: one.vpc, inside, several: false };
  }
  const near = account.subnets.filter((subnet) => sameNetwork(to, textOf(subnet, 'CidrBlock') ?? ''));
  const [only] = near;
  const known = found.size === 0 && near.length === 1 && only !== undefined;
  return {
    interface: null,
    subnet: known ? (textOf(only, 'SubnetId') ?? null) : null,
    vpc: known ? (textOf(only, 'VpcId') ?? null) : null,
    inside: to.includes(':') || scopeOf(to) === 'private' ? to : null,
    several: found.size > 1,
  };
}

/** Whether the client is in the same subnet: neither network ACLs nor routes are asked then. */
export function neighbours(account: Account, flow: CloudFlow, { subnet, vpc, inside }: Place): Known {
  if (outside(flow)) return false;
  const own = account.subnets.find((one) => textOf(one, 'SubnetId') === subnet && subnet !== null);
  const cidr = textOf(own, 'CidrBlock');
  if (flow.from !== null && cidr !== undefined && !flow.from.includes(':')) return sameNetwork(flow.from, cidr);
  const client = account.interfaces.find(({ addresses }) => flow.from !== null && addresses.has(flow.from));
  if (client !== undefined && subnet !== null && client.subnet !== null) return client.subnet === subnet;
  if (flow.from !== null && scopeOf(flow.from) === 'public') return false;
  return `whether the client is in the subnet of ${inside ?? flow.to}: aws ec2 describe-subnets tells${vpc === null ? '' : ` for ${named([vpc])}`}`;
}
