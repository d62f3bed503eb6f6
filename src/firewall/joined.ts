import type { Chain, Ruleset, Table } from './model.ts';

/**
 * The list of nft(8) without what programs of iptables show better. A table of iptables-nft is in both; where the program says that it
 * can't show all of it, the chains that it leaves out are in the list alone.
 */
export function besideIptables(nft: Ruleset, shown: readonly Ruleset[]): Ruleset {
  return { ...nft, tables: nft.tables.flatMap((table) => remainder(table, shown)) };
}

/** What it could not show is no loss where the list of nft(8) has it. */
export function besideNft(iptables: Ruleset, nft: Ruleset): Ruleset {
  const listed = new Set(nft.tables.map(nameOf));
  return { ...iptables, unread: iptables.unread.filter(({ table }) => table === undefined || !listed.has(table)) };
}

const nameOf = ({ family, name }: Table): string => `${family} ${name}`;

function remainder(table: Table, shown: readonly Ruleset[]): readonly Table[] {
  const name = nameOf(table);
  const same = shown.flatMap(({ tables }) => tables.filter((one) => nameOf(one) === name));
  if (same.length === 0) return [table];
  if (!shown.some(({ unread }) => unread.some((note) => note.table === name))) return [];
  // Chains that no hook asks decide nothing by themselves, and its own may jump to them.
  const isShown = ({ name: chain, base }: Chain): boolean =>
    base !== null && same.some(({ chains }) => chains.some((one) => one.name === chain && isAsked(one, base)));
  return [{ ...table, chains: table.chains.filter((chain) => !isShown(chain)) }];
}

/** The programs show a chain of theirs under its name even where one of another place has that name. */
function isAsked({ base }: Chain, { type, hook, priority }: NonNullable<Chain['base']>): boolean {
  return base !== null && base.type === type && base.hook === hook && base.priority === priority;
}
