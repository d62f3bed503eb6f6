import type { ObservationMap } from '../../model/observation.ts';
import type { Part } from '../../model/part.ts';

/** Its name, whom it was asked about, and its network interfaces as ip-address(8) prints them; of ifconfig(8) nothing is read. */
export const part: Part = {
  id: 'addresses',
  read: (server) => {
    const about = server.whole('about');
    const names = (about?.lines[1] ?? '') === '' || about === null ? [] : [about.lines[1] ?? ''];
    const named = about === null ? [] : names.map((name) => server.fact('server.name', { name }, about, 1));
    const { from } = server;
    if (about !== null && from !== null) named.push(server.fact('server.client', { address: from }, about, 3));
    const section = server.whole('addresses');
    const found = interfacesOf(section?.lines ?? []);
    if (section === null || found.length === 0) return { covers: [], observations: named };
    const links = found
      .filter((link) => link.addresses.length > 0)
      .map(({ device, flags, addresses, taken, mute, i }) => {
        const state = stateOf(flags, mute);
        const double = taken.length > 0 ? { taken: taken.join(' ') } : {};
        return server.fact(
          'server.interface',
          { device, state, addresses: addresses.join(' '), ...double },
          section,
          i,
        );
      });
    return { covers: section.status === 0 ? ['server.interface'] : [], observations: [...named, ...links] };
  },
};

function stateOf(flags: readonly string[], mute: boolean): ObservationMap['server.interface']['state'] {
  if (flags.includes('LOOPBACK')) return 'loopback';
  if (!flags.includes('UP')) return 'down';
  if (!flags.includes('LOWER_UP')) return 'no-carrier';
  return mute ? 'no-arp' : 'up';
}

interface Interface {
  readonly device: string;
  readonly flags: readonly string[];
  readonly addresses: readonly string[];
  readonly taken: readonly string[];
  /** A card of a network that asks for hardware addresses, and does not answer such questions. */
  readonly mute: boolean;
  readonly i: number;
}

/** A head of its own line, and the addresses below it up to the next head. */
function interfacesOf(lines: readonly string[]): readonly Interface[] {
  const heads = lines.flatMap((line, i) => {
    const [, device = '', flags = ''] = /^\d+: ([^:@\s]+)[^:]*: <([^>]*)>/.exec(line) ?? [];
    return device === '' ? [] : [{ device, flags: flags.split(','), i }];
  });
  return heads.map((head, n) => {
    const below = lines.slice(head.i + 1, heads[n + 1]?.i);
    const rows = below.flatMap((line) => {
      const [, address = '', rest = ''] = /^\s+inet6? ([\da-fA-F.:]+\/\d+) (.*)$/.exec(line) ?? [];
      return address === '' || /\bscope (?:link|host)\b/.test(rest) ? [] : [{ address, rest }];
    });
    const addresses = rows.map(({ address }) => address);
    const taken = rows.flatMap(({ address, rest }) => (/\bdadfailed\b/.test(rest) ? [address] : []));
    // Kinds of interfaces that need none: `ip -d` names them.
    const other = below.some((line) => /^\s+(?:dummy|ipvlan|vrf|vti\S*|nlmon|ifb)\b/.test(line));
    const ethernet = head.flags.includes('BROADCAST') && below.some((line) => /^\s+link\/ether /.test(line));
    return { ...head, addresses, taken, mute: head.flags.includes('NOARP') && ethernet && !other };
  });
}
