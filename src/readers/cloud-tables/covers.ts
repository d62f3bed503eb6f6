/*
 * Whom a list of sources of a cloud is for.
 */
import { isAddress, sameNetwork, scopeOf } from '../../wire/address.ts';

/** Whether a client comes from there; null: that is not told. */
export type Covers = (sources: string, source: string | null) => boolean | null;

const anywhere = /^(?:\*|Internet|Any|0\.0\.0\.0\/0|::\/0)$/i;
/** Names of Azure for places inside it, where no address is told. */
const inside = /^(?:VirtualNetwork|AzureLoadBalancer|AzureCloud\S*|GatewayManager)$/;

/** Whether a client comes from there; null: that is not told. */
export function covers(sources: string, source: string | null): boolean | null {
  const parts = sources.split(/[\s,]+/).filter((part) => part !== '');
  if (parts.some((part) => anywhere.test(part))) return true;
  if (source === null) return parts.every((part) => inside.test(part)) ? false : null;
  return parts.some((part) => {
    if (!isAddress(part.split('/')[0] ?? '')) return inside.test(part) && scopeOf(source) === 'private';
    return part === source || sameNetwork(source, part);
  });
}
