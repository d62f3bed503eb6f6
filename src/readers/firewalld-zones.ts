/*
 * What `firewall-cmd --list-all` and `--list-all-zones` print. A zone decides over the packets of its interfaces alone: only
 * when each active zone says the same is it sure which of them is met.
 */
import { asTold } from '../firewall/cures.ts';
import { targetOf } from '../firewall/owners/firewalld.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Fix } from '../model/fix.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { apartLines, dialledIn, factAt, hasMark, linesOf } from './pasted.ts';
import { nameOf } from './rules.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'firewalld-zones',
  title: 'zones of firewalld',
  knows: [{ program: 'firewalld', texts: ['firewall-cmd --list-all', 'firewall-cmd --list-all-zones'] }],
  vantage: 'server',
  recognise: (lines) => zonesIn(lines).flatMap(({ lines: own }) => own),
  read,
};

interface Zone {
  readonly name: string;
  readonly active: boolean;
  readonly lines: readonly number[];
  readonly settings: ReadonlyMap<string, string>;
}

const head = /^([\w-]{1,17})(?: \(([\w, ]+)\))?$/;
const setting = /^([a-z-]+(?: [a-z]+)?): ?(.*)$/;

function zonesIn(raw: readonly string[]): readonly Zone[] {
  if (!hasMark(raw, /icmp-block-inversion: |^\s*target: /)) return [];
  const isApart = apartLines(raw);
  const lines = raw.map((line, i) => (isApart(i) ? '' : clean(line)));
  return lines.flatMap((line, i): readonly Zone[] => {
    const [, name = '', marks = ''] = head.exec(line) ?? [];
    if (name === '' || !/^target: /.test(lines[i + 1] ?? '')) return [];
    const own = [i];
    const settings = new Map<string, string>();
    let last = '';
    for (let n = i + 1; n < Math.min(lines.length, i + 60) && lines[n] !== ''; n += 1) {
      const [, key, value = ''] = setting.exec(lines[n] ?? '') ?? [];
      // Rich rules stand one in a line below their keyword.
      if (key === undefined && last !== 'rich rules') break;
      if (key !== undefined) last = key;
      settings.set(last, key === undefined ? `${settings.get(last) ?? ''} ${lines[n]}` : value.trim());
      own.push(n);
    }
    return [{ name, active: /\bactive\b/.test(marks), lines: own, settings }];
  });
}

type Answer = 'drop' | 'reject' | 'open' | 'unknown';

/** What becomes of a first packet to the port; `unknown` where a rich rule may decide. */
function answerOf({ settings }: Zone, port: number): Answer {
  const words = (key: string): readonly string[] =>
    (settings.get(key) ?? '').split(/\s+/).filter((word) => word !== '');
  if (words('rich rules').length > 0 || words('forward-ports').length > 0) return 'unknown';
  const services = words('services');
  if (port === 22 && services.includes('ssh')) return 'open';
  // Services of the user's own may hold any port.
  if (services.some((name) => !harmless.test(name) && name !== 'ssh')) return 'unknown';
  const holds = words('ports').some((word) => {
    const [, low, high = low] = /^(\d+)(?:-(\d+))?\/tcp$/.exec(word) ?? [];
    return low !== undefined && Number(low) <= port && port <= Number(high);
  });
  if (holds || settings.get('target') === 'ACCEPT') return 'open';
  return settings.get('target') === 'DROP' ? 'drop' : 'reject';
}

const harmless =
  /^(?:dhcpv6-client|mdns|samba-client|cockpit|http|https|http3|dns|ntp|ftp|smtp|smtps|imap|imaps|pop3|pop3s|nfs|nfs3|samba|mysql|postgresql|ipp|ipp-client|ldap|ldaps|snmp|vnc-server|rpc-bind|mountd|kerberos|redis|zabbix-agent|prometheus|grafana|wireguard|openvpn|libvirt|telnet)$/;

function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const zones = zonesIn(raw);
  const [port = 22] = dialledIn(raw).ports;
  const active = zones.filter(
    (zone) => zone.active && /\S/.test(`${zone.settings.get('interfaces')}${zone.settings.get('sources')}`),
  );
  const answers = active.map((zone) => answerOf(zone, port));
  const [first] = answers;
  const [zone] = active;
  if (zone === undefined || (first !== 'drop' && first !== 'reject')) return { covers: [], observations: [] };
  // The block zone is always there: a list that has it is of all zones.
  const all = zones.some(({ name }) => name === 'block') && zones.some(({ name }) => name === 'trusted');
  const at = zone.lines[0] ?? 0;
  const rule = `firewalld: the zone ${zone.name} has neither the service nor the port`;
  const split = answers.some((answer) => answer !== first);
  if (!all || split) {
    const likely = factAt(id, raw, at, 'firewall.likely', { where: 'server', action: first, rule });
    return {
      covers: [],
      observations: split ? [] : [likely],
      notes: [
        `the zone ${zone.name} of firewalld does not let port ${port} in; whether your packets meet that zone, \`sudo firewall-cmd --list-all-zones\` tells`,
      ],
    };
  }
  const value = { where: 'server', action: first, hook: 'in', rule } as const;
  const fact: Observation = factAt(id, raw, at, 'firewall.decision', value);
  const owner = targetOf('zone', zone.name, port);
  const own = { ...fact, at: { ...fact.at, owner: nameOf(owner) }, cures: lastingToo(asTold(owner)) };
  return { covers: [], observations: [own] };
}

/** What firewall-cmd changes now is lost at the next reload, unless it is told the same for good. */
function lastingToo(fixes: readonly Fix[]): readonly Fix[] {
  const both = (commands: readonly string[]): readonly string[] =>
    commands.flatMap((command) => [command, command.replace('firewall-cmd ', 'firewall-cmd --permanent ')]);
  return fixes.map((fix) => ({ ...fix, commands: both(fix.commands), undo: both(fix.undo ?? []) }));
}
