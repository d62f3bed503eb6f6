import { sameNetwork } from '../../../wire/address.ts';
import type { CloudFlow, Known } from '../../cloud.ts';
import { type Located, listOf, textOf } from '../../located.ts';
import type { Account, Interface } from './account.ts';

/** Where the connection goes to. */
export interface Place {
  /** Null: nobody told, or more than one has the address. */
  readonly interface: Interface | null;
  readonly subnet: string | null;
  readonly vpc: string | null;
  /** The private address; null: nobody told. */
  readonly inside: string | null;
}

export function placeOf(account: Account, { to, inner }: CloudFlow): Place {
  const found = account.interfaces.get(to) ?? [];
  const [one] = found;
  if (one !== undefined && found.length === 1) {
    const inside = to.includes(':') ? to : one.inside;
    return { interface: one, subnet: one.subnet, vpc: one.vpc, inside };
  }
  const near = account.subnets.filter((one) => rangesOfSubnet(one).some((range) => sameNetwork(to, range)));
  const [only] = near;
  const known = found.length === 0 && near.length === 1 && only !== undefined;
  return {
    interface: null,
    subnet: known ? (textOf(only, 'SubnetId') ?? null) : null,
    vpc: known ? (textOf(only, 'VpcId') ?? null) : null,
    inside: inner ? to : null,
  };
}

/** Whether the client is in the same subnet: neither network ACLs nor routes are asked then. */
export function neighbours(account: Account, flow: CloudFlow, { subnet, inside }: Place): Known {
  if (flow.outside) return false;
  const { from, to } = flow;
  const own = subnet === null ? undefined : account.subnets.find((one) => textOf(one, 'SubnetId') === subnet);
  if (from !== null && own !== undefined) return rangesOfSubnet(own).some((range) => sameNetwork(from, range));
  const clients = (from === null ? undefined : account.interfaces.get(from)) ?? [];
  const [client] = clients;
  if (client !== undefined && clients.length === 1 && subnet !== null) return client.subnet === subnet;
  return `whether the client is in the subnet of ${inside ?? to}: aws ec2 describe-subnets tells`;
}

function rangesOfSubnet(at: Located): readonly string[] {
  const six = listOf(at, 'Ipv6CidrBlockAssociationSet').flatMap((one) => textOf(one, 'Ipv6CidrBlock') ?? []);
  return [textOf(at, 'CidrBlock') ?? '', ...six];
}
