import type { Admission, Stop } from '../admit.ts';
import { goalOf, hasChain, type Owner, type Ownership, type Place, type Told, wordAfter } from '../owner.ts';

/** Chains of a zone or a policy: `IN_public_allow`, and `filter_IN_public_allow` with nftables. */
const zoned = /^(?:(?:filter|nat|mangle|raw)_)?(?:IN|FWDI|FWDO|FWD|PRE|POST|OUT)_(.+?)(?:_(pre|log|deny|allow|post))?$/;
const shared =
  /^(?:(?:filter|nat|mangle|raw)_)?(?:INPUT|FORWARD|PREROUTING|POSTROUTING|OUTPUT)(?:_(?:IN|OUT))?_(ZONES|ZONES_SOURCE|POLICIES_pre|POLICIES_post|direct)$/;

export const owner: Owner = {
  id: 'firewalld',
  own: (place, { table, told }) => {
    const here =
      place.table === 'firewalld' ||
      ['INPUT_ZONES', 'PREROUTING_ZONES', 'INPUT_direct'].some((name) => hasChain(table, name));
    if (!here) return null;
    const zone = zoned.exec(place.chain);
    if (zone !== null)
      return ofZone(place, zone[1] ?? '', zone[2] ?? null, told, isPolicy(place, zone[1] ?? '', table));
    if (/_direct$/.test(place.chain)) {
      const rule = place.text?.replace(/^-A \S+_direct\s*/, '') ?? '';
      const family = place.family === 'ip6' ? 'ipv6' : 'ipv4';
      const chain = place.chain.replace(/_direct$/, '');
      return tell(
        `direct rule of ${place.table} ${chain}`,
        `firewall-cmd --direct --remove-rule ${family} ${place.table} ${chain} PRIORITY ${rule}`,
      );
    }
    if (shared.test(place.chain)) {
      const goal = zoned.exec(goalOf(place.text))?.[1];
      const by = wordAfter(place.text, '-s') ?? wordAfter(place.text, '-i');
      const what = by === null ? 'the default zone' : by;
      return tell(goal === undefined ? place.chain : `zone ${goal} for ${what}`, 'firewall-cmd --get-active-zones');
    }
    if (shared.test(goalOf(place.text)) || place.table === 'firewalld')
      return tell('what is in no zone', 'firewall-cmd --state');
    // The ends of the built-in chains are firewalld's as well: it has flushed what was there.
    const ends =
      /-j REJECT --reject-with icmp6?-(?:host-prohibited|adm-prohibited)$|--ctstate INVALID -j DROP$|--ctstate RELATED,ESTABLISHED,DNAT -j ACCEPT$/;
    return ends.test(place.text ?? '') ? tell('what every zone has', 'firewall-cmd --get-active-zones') : null;
  },
  admit,
};

/** A rich rule of the zone that it comes to. Below 0 its priority puts it before what the zone denies (firewalld.richlanguage(5)). */
function admit({ place, way, terms, path, table }: Stop): readonly Admission[] {
  const { from, to, toPort, family, original } = terms;
  if (way !== 'in' || from === null || to === null || toPort === null || original !== null) return [];
  const chains = [place.chain, ...path.map((step) => step.place.chain).reverse()];
  const at = chains
    .map((chain) => /^((?:filter_)?IN_(.+?))(?:_(pre|log|deny|allow|post))?$/.exec(chain))
    .find((m) => m !== null);
  if (at == null) return [];
  const [, base = '', zone = ''] = at;
  return [0, -1].flatMap((priority): readonly Admission[] => {
    const chain = `${base}_${priority < 0 ? 'pre' : 'allow'}`;
    if (!hasChain(table, chain)) return [];
    const first = priority < 0 ? `priority="${priority}" ` : '';
    const rule = `'rule ${first}family="ipv${family}" source address="${from}" destination address="${to}" port port="${toPort}" protocol="tcp" accept'`;
    const where = /^[\w-]+$/.test(zone) ? `--zone=${zone}` : `--zone='${zone.replaceAll("'", '')}'`;
    return [
      {
        tool: 'firewalld',
        say: `A rich rule of zone ${zone}.`,
        commands: [`firewall-cmd ${where} --add-rich-rule=${rule}`],
        lasting: [`firewall-cmd --permanent ${where} --add-rich-rule=${rule}`],
        undo: [
          `firewall-cmd ${where} --remove-rich-rule=${rule}`,
          `firewall-cmd --permanent ${where} --remove-rich-rule=${rule}`,
        ],
        risk: null,
        edit: { is: 'insert', chain, before: null, verdict: 'accept' },
      },
    ];
  });
}

function tell(setting: string, command: string): Ownership {
  return { tool: 'firewalld', setting, command };
}

function isPolicy({ table: name }: Place, zone: string, table: Parameters<Owner['own']>[1]['table']): boolean {
  const chains = table?.chains.filter((chain) => /POLICIES_(?:pre|post)$/.test(chain.name)) ?? [];
  return (
    chains.some(({ rules }) => rules.some(({ place }) => zoned.exec(goalOf(place.text))?.[1] === zone)) && name !== ''
  );
}

function ofZone({ text }: Place, name: string, part: string | null, told: Told, policy: boolean): Ownership {
  const kind = policy ? 'policy' : 'zone';
  const option = `--${kind}=${name}`;
  const port = wordAfter(text, '--dport')?.replace(':', '-') ?? null;
  const protocol = wordAfter(text, '-p') ?? 'tcp';
  if (part === null && goalOf(text) !== 'ACCEPT')
    return tell(`the target of ${kind} ${name}`, `firewall-cmd ${option} --add-port=PORT/tcp`);
  if (part === 'deny' || wordAfter(text, '-s') !== null)
    return tell(`rich rule of ${kind} ${name}`, `firewall-cmd ${option} --list-rich-rules`);
  if (port === null) return tell(`${kind} ${name}`, `firewall-cmd ${option} --list-all`);
  const lines = zoneLines(told.get('firewall-cmd --list-all-zones') ?? '', name);
  const listed = (key: string): readonly string[] =>
    (lines.find((line) => line.trim().startsWith(`${key}: `)) ?? '').trim().split(/[ ]+/).slice(1);
  if (listed('ports').includes(`${port}/${protocol}`))
    return tell(
      `port ${port}/${protocol} of ${kind} ${name}`,
      `firewall-cmd ${option} --remove-port=${port}/${protocol}`,
    );
  const service = port === '22' && listed('services').includes('ssh') ? 'ssh' : null;
  if (service !== null)
    return tell(`service ${service} of ${kind} ${name}`, `firewall-cmd ${option} --remove-service=${service}`);
  return tell(`service or port ${port}/${protocol} of ${kind} ${name}`, `firewall-cmd ${option} --list-all`);
}

/** Lines below the heading of a zone: `public (active)`. */
function zoneLines(all: string, name: string): readonly string[] {
  const lines = all.split('\n');
  const at = lines.findIndex((line) => line === name || line.startsWith(`${name} (`));
  const end = lines.findIndex((line, i) => i > at && line !== '' && !/^\s/.test(line));
  return at < 0 ? [] : lines.slice(at + 1, end < 0 ? undefined : end);
}
