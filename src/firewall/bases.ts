import type { Chain, Hook, Packet, Ruleset, Table } from './model.ts';

/** A base chain and the table that it belongs to. */
export interface Base {
  readonly table: Table;
  readonly chain: Chain & { readonly base: NonNullable<Chain['base']> };
  /** At which the kernel asks it. */
  readonly priority: number;
  /** Why it may not be asked at all. */
  readonly maybe: string | null;
}

/** Where the kernel translates (NF_IP_PRI_NAT_DST, NF_IP_PRI_NAT_SRC). */
const translates: Readonly<Partial<Record<Hook, number>>> = {
  prerouting: -100,
  output: -100,
  input: 100,
  postrouting: 100,
};

/** Nothing is translated at a hook that has no such priority. */
export const translationAt = (hook: Hook): number => translates[hook] ?? Number.POSITIVE_INFINITY;

/** Base chains of a hook that see this packet, in the order of the kernel: of two with one priority the newer first. */
export function basesAt(rulesets: readonly Ruleset[], hook: Hook, packet: Packet): readonly Base[] {
  const family = packet.family === 4 ? 'ip' : 'ip6';
  const device = hook === 'egress' ? packet.outBy : packet.inBy;
  const atDevice = hook === 'ingress' || hook === 'egress';
  const bases = rulesets
    .flatMap((set) => set.tables)
    .filter(
      (t) => t.dormant !== true && (t.family === family || t.family === 'inet' || (t.family === 'netdev' && atDevice)),
    )
    .flatMap((table) =>
      table.chains.flatMap((chain): readonly Base[] => {
        const { base } = chain;
        if (base === null || base.hook !== hook) return [];
        const { devices } = base;
        if (atDevice && devices !== undefined && device !== undefined && !isAmong(devices, device ?? '')) return [];
        return [
          {
            table,
            chain: { ...chain, base },
            priority: priorityOf(base),
            maybe: atDevice ? doubt(devices, device) : null,
          },
        ];
      }),
    )
    .reverse();
  return bases.sort((a, b) => a.priority - b.priority || a.chain.base.priority - b.chain.base.priority);
}

/** A star at the end stands for any ending, where the kernel takes such names. */
function isAmong(devices: readonly string[], device: string): boolean {
  return devices.some((name) => (name.endsWith('*') ? device.startsWith(name.slice(0, -1)) : name === device));
}

function doubt(devices: readonly string[] | undefined, device: string | null | undefined): string | null {
  // Some versions of nft(8) leave them out of their JSON.
  if (devices === undefined) return 'the interfaces that the chain is for, which are not told';
  return device === undefined ? 'the interface that the packet comes in by is not known' : null;
}

/** Chains of type nat share one place per hook; their own priority orders them there (nf_nat_register_fn). */
function priorityOf({ type, hook, priority }: Base['chain']['base']): number {
  const place = type === 'nat' ? translates[hook] : undefined;
  return place ?? priority;
}
