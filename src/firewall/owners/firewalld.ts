import { type Admission, quoted, type Stop, whom } from '../admit.ts';
import {
  type About,
  bare,
  goalOf,
  hasChain,
  type Owner,
  type Ownership,
  type Place,
  type Told,
  wordAfter,
} from '../owner.ts';

/** Chains of a zone or a policy: `IN_public_allow`, and `filter_IN_public_allow` with nftables. */
const zoned = /^(?:(?:filter|nat|mangle|raw)_)?(?:IN|FWDI|FWDO|FWD|PRE|POST|OUT)_(.+?)(?:_(pre|log|deny|allow|post))?$/;
/** Lists each zone with its services, ports and rich rules. */
const zonesCommand = 'firewall-cmd --list-all-zones';
const shared =
  /^(?:(?:filter|nat|mangle|raw)_)?(?:INPUT|FORWARD|PREROUTING|POSTROUTING|OUTPUT)(?:_(?:IN|OUT))?_(ZONES|ZONES_SOURCE|POLICIES_pre|POLICIES_post|direct)$/;

export const owner: Owner = {
  id: 'firewalld',
  tells: [{ as: zonesCommand, mark: /^ {2}target: \S+\n {2}icmp-block-inversion: /m }],
  own: (place, { table, told, port }) => {
    const here =
      place.table === 'firewalld' ||
      ['INPUT_ZONES', 'PREROUTING_ZONES', 'INPUT_direct'].some((name) => hasChain(table, name));
    if (!here) return null;
    const zone = zoned.exec(place.chain);
    if (zone !== null)
      return ofZone(place, zone[1] ?? '', zone[2] ?? null, { table, told, ...(port === undefined ? {} : { port }) });
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
  lift,
};

/** The zone whose chains it is in when it is stopped, and what they begin with. */
function zoneOf({ place, path }: Stop): { readonly base: string; readonly zone: string } | null {
  const chains = [place.chain, ...path.map((step) => step.place.chain).reverse()];
  const at = chains
    .map((chain) => /^((?:filter_)?IN_(.+?))(?:_(?:pre|log|deny|allow|post))?$/.exec(chain))
    .find((m) => m !== null);
  return at == null ? null : { base: at[1] ?? '', zone: at[2] ?? '' };
}

/** Service or port for everybody, a rich rule for one. Below 0 its priority puts it before what the zone denies (firewalld.richlanguage(5)). */
function admit(stop: Stop): readonly Admission[] {
  const { way, terms, table } = stop;
  const { from, to, toPort, family, original } = terms;
  const at = zoneOf(stop);
  if (way !== 'in' || toPort === null || original !== null || at === null) return [];
  const { base, zone } = at;
  const admission = (say: string, priority: number, option: string): readonly Admission[] => {
    const chain = `${base}_${priority < 0 ? 'pre' : 'allow'}`;
    if (!hasChain(table, chain)) return [];
    const both = (word: string): readonly [string, string] => {
      const change = `--zone=${quoted(zone)} --${word}-${option}`;
      return [`firewall-cmd ${change}`, `firewall-cmd --permanent ${change}`];
    };
    const [now, later] = both('add');
    return [
      {
        tool: 'firewalld',
        say,
        commands: [now],
        lasting: [later],
        undo: both('remove'),
        risk: null,
        edit: { is: 'insert', chain, before: null, verdict: 'accept' },
      },
    ];
  };
  const rich = (priority: number): readonly Admission[] => {
    const first = priority < 0 ? `priority="${priority}" ` : '';
    const ends = [from === null ? '' : `source address="${from}" `, to === null ? '' : `destination address="${to}" `];
    const whose = from === null && to === null ? '' : `family="ipv${family}" ${ends.join('')}`;
    const rule = `rule ${first}${whose}port port="${toPort}" protocol="tcp" accept`;
    return admission(`Admit ${whom(terms)} by a rich rule of zone ${zone}.`, priority, `rich-rule='${rule}'`);
  };
  const all =
    from === null && to === null ? admission(`Admit everybody in zone ${zone}.`, 0, entryOf(toPort)) : rich(0);
  return [...all, ...rich(-1)];
}

/** What lets a port in, as the tail of an option. */
function entryOf(port: number): string {
  return port === 22 ? 'service=ssh' : `port=${port}/tcp`;
}

/** The rich rule that denies, where the zone has but one that it can be. */
function lift(stop: Stop): Admission | null {
  const { place, told } = stop;
  const at = zoned.exec(place.chain);
  const rule = at?.[2] === undefined ? null : richRule(place, at[1] ?? '', told);
  if (rule === null) return null;
  const [, zone = ''] = at ?? [];
  const option = `--zone=${quoted(zone)} --remove-rich-rule=${quoted(rule)}`;
  const back = option.replace('--remove-', '--add-');
  return {
    tool: 'firewalld',
    say: `Remove the rich rule of zone ${zone}.`,
    commands: [`firewall-cmd ${option}`],
    lasting: [`firewall-cmd --permanent ${option}`],
    undo: [`firewall-cmd ${back}`, `firewall-cmd --permanent ${back}`],
    risk: null,
    edit: { is: 'remove' },
  };
}

function richRule({ text = '' }: Place, zone: string, told: Told): string | null {
  const source = bare(sourceIn(text));
  const verdict = /\b(drop|reject)\b/i.exec(text)?.[1]?.toLowerCase();
  const rules = zoneLines(told.get(zonesCommand) ?? '', zone)
    .map((line) => line.trim())
    .filter((line) => /^rule /.test(line) && verdict !== undefined && new RegExp(`\\b${verdict}\\b`).test(line))
    .filter((line) => bare(/ source (?:address=)?"?([^" ]+)/.exec(line)?.[1] ?? null) === source);
  return rules.length === 1 ? (rules[0] ?? null) : null;
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

function ofZone(place: Place, name: string, part: string | null, { table, told, port: asked }: About): Ownership {
  const { text } = place;
  const kind = isPolicy(place, name, table) ? 'policy' : 'zone';
  const option = `--${kind}=${quoted(name)}`;
  const port = portIn(text);
  const protocol = wordAfter(text, '-p') ?? 'tcp';
  if (part === null && goalOf(text) !== 'ACCEPT' && !/\baccept$/.test(text ?? '')) {
    return targetOf(kind, name, asked);
  }
  if (part === 'deny' || sourceIn(text) !== null) {
    const rule = part === null ? null : richRule(place, name, told);
    if (rule === null) return tell(`${kind} ${name}, a rich rule`, `firewall-cmd ${option} --list-rich-rules`);
    const change = `--remove-rich-rule=${quoted(rule)}`;
    return {
      ...tell(`${kind} ${name}, ${rule}`, `firewall-cmd ${option} ${change}`),
      undo: `firewall-cmd ${option} ${change.replace('--remove-', '--add-')}`,
    };
  }
  if (port === null) return tell(`${kind} ${name}`, `firewall-cmd ${option} --list-all`);
  const lines = zoneLines(told.get(zonesCommand) ?? '', name);
  const listed = (key: string): readonly string[] =>
    (lines.find((line) => line.trim().startsWith(`${key}: `)) ?? '').trim().split(/[ ]+/).slice(1);
  if (listed('ports').includes(`${port}/${protocol}`))
    return tell(
      `${kind} ${name}, port ${port}/${protocol}`,
      `firewall-cmd ${option} --remove-port=${port}/${protocol}`,
    );
  const service = port === '22' && listed('services').includes('ssh') ? 'ssh' : null;
  if (service !== null)
    return tell(`${kind} ${name}, service ${service}`, `firewall-cmd ${option} --remove-service=${service}`);
  return tell(`${kind} ${name}, service or port ${port}/${protocol}`, `firewall-cmd ${option} --list-all`);
}

/** What a zone does with the rest, and what lets the port in. */
export function targetOf(kind: string, name: string, port: number | undefined): Ownership {
  const option = `--${kind}=${quoted(name)}`;
  const entry = port === undefined ? 'port=PORT/tcp' : entryOf(port);
  const setting = `${kind} ${name}, its target: no service and no port lets it in`;
  const undo = port === undefined ? {} : { undo: `firewall-cmd ${option} --remove-${entry}` };
  return { ...tell(setting, `firewall-cmd ${option} --add-${entry}`), ...undo };
}

/** In the words of iptables, or in those of nft. */
function portIn(text = ''): string | null {
  return wordAfter(text, '--dport')?.replace(':', '-') ?? /\bdport (\d[\d-]*)/.exec(text)?.[1] ?? null;
}

function sourceIn(text = ''): string | null {
  return wordAfter(text, '-s') ?? /\bsaddr ([\da-f.:/]+)/.exec(text)?.[1] ?? null;
}

/** Lines below the heading of a zone: `public (active)`. */
function zoneLines(all: string, name: string): readonly string[] {
  const lines = all.split('\n');
  const at = lines.findIndex((line) => line === name || line.startsWith(`${name} (`));
  const end = lines.findIndex((line, i) => i > at && line !== '' && !/^\s/.test(line));
  return at < 0 ? [] : lines.slice(at + 1, end < 0 ? undefined : end);
}
