import type { Part } from '../../model/part.ts';

/**
 * A network card that the configuration names and that is not there: systemd.network(5), interfaces(5), netplan(5), keyfiles of
 * NetworkManager, ifcfg files; and one that is there and has no address.
 */
export const part: Part = {
  id: 'cards',
  read: (server) => {
    const section = server.whole('cards');
    const addresses = server.whole('addresses');
    if (section === null || addresses === null) return { covers: [], observations: [] };
    const there = cardsOf(addresses.lines);
    const names = new Set(there.flatMap((card) => card.names));
    const bare = there.find((card) => card.ethernet && !card.addressed);
    const instead = bare?.names[0];
    if (instead === undefined) return { covers: [], observations: [] };
    const observations = section.lines.flatMap((line, i) => {
      const configured = named.exec(line)?.[1];
      if (configured === undefined || names.has(configured)) return [];
      return [server.fact('server.card', { configured, instead }, section, i)];
    });
    // Other files may name cards too.
    return { covers: [], observations };
  },
};

/** Names as the kernel and udev give them to cards: `eth0`, `ens18`, `enp3s0`, `enx001122334455`. */
const named = /^[^:]+:\s*(?:Name=|iface |interface-name=|DEVICE="?)?(e(?:th\d+|n[opsx][\da-z]+|m\d+))(?:"|:|\s|$)/;

interface Card {
  readonly names: readonly string[];
  readonly ethernet: boolean;
  readonly addressed: boolean;
}

function cardsOf(lines: readonly string[]): readonly Card[] {
  const heads = lines.flatMap((line, i) => {
    const name = /^\d+: ([^:@\s]+)/.exec(line)?.[1];
    return name === undefined ? [] : [{ name, i }];
  });
  return heads.map(({ name, i }, n) => {
    const below = lines.slice(i + 1, heads[n + 1]?.i);
    const others = below.flatMap((line) => /^\s+altname (\S+)/.exec(line)?.[1] ?? []);
    return {
      names: [name, ...others],
      ethernet: below.some((line) => /^\s+link\/ether /.test(line)),
      addressed: below.some((line) => /^\s+inet6? .* scope global/.test(line)),
    };
  });
}
