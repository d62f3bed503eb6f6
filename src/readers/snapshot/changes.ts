import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { propertiesOf } from './units.ts';

const twoDays = 48 * 3_600_000;

/**
 * What has changed since somebody could log in for the last time: packages by dpkg.log, files below /etc by their time,
 * starts and stops of the units.
 */
export const part: Part = {
  id: 'changes',
  read: (server) => {
    const { now } = server;
    if (now === null) return { covers: [], observations: [] };
    const since = Math.max(lastLogin(server) ?? 0, now - twoDays);
    const all = [...packages(server), ...files(server), ...units(server)];
    const recent = all.filter(({ at }) => at > since && at <= now + 60_000);
    return {
      covers: [],
      observations: recent.map(({ section, i, ...change }) => server.fact('server.change', change, section, i)),
    };
  },
};

interface Change {
  readonly what: Extract<Observation, { kind: 'server.change' }>['value']['what'];
  readonly name: string;
  readonly at: number;
  readonly section: Section;
  readonly i: number;
}

function lastLogin(server: ServerView): number | null {
  const lines = server.whole('log.accepted')?.lines ?? [];
  const times = lines.map((line) => Date.parse(withColon(/^(\S+) /.exec(line)?.[1] ?? ''))).filter(Number.isFinite);
  return times.length === 0 ? null : Math.max(...times);
}

/** `+0200` as ECMAScript wants it. */
function withColon(time: string): string {
  return time.replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
}

/** `DATE TIME upgrade NAME:ARCH OLD NEW`, in local time. */
function packages(server: ServerView): readonly Change[] {
  const section = server.whole('changed.packages');
  if (section === null) return [];
  return section.lines.flatMap((line, i) => {
    const [, day, time, name] = /^(\S+) (\S+) (?:upgrade|install|remove|purge) ([^\s:]+)/.exec(line) ?? [];
    if (name === undefined) return [];
    const at = Date.parse(`${day}T${time}Z`) - server.zoneMs;
    return Number.isNaN(at) ? [] : [{ what: 'package' as const, name, at, section, i }];
  });
}

/** Made anew by each boot or by a package, and no setting. */
const noise =
  /\/(?:mtab|\.pwd\.lock|ld\.so\.cache|resolv\.conf|machine-id|adjtime)$|-$|\/(?:rc.\.d|alternatives|ssl\/certs)\//;

function files(server: ServerView): readonly Change[] {
  const section = server.whole('changed.files');
  if (section === null) return [];
  return section.lines.flatMap((line, i) => {
    const [, day, time, zone = '', name = ''] =
      /\s(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\S* ([+-]\d{4}) (\/.*?)(?: -> .*)?$/.exec(line) ?? [];
    const at = Date.parse(withColon(`${day}T${time}${zone}`));
    return name === '' || noise.test(name) || Number.isNaN(at) ? [] : [{ what: 'file' as const, name, at, section, i }];
  });
}

/** StateChangeTimestamp, `Sun 2026-11-22 12:03:27 UTC`: of a unit that was started or has ended since. */
function units(server: ServerView): readonly Change[] {
  return server
    .all('unit:*')
    .filter((section) => section.state === 'ran' && section.damage === null)
    .flatMap((section) => {
      const property = propertiesOf(section);
      const [, day, time] = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/.exec(property.get('StateChangeTimestamp') ?? '') ?? [];
      const at = Date.parse(`${day}T${time}Z`) - server.zoneMs;
      const name = property.get('Id') ?? '';
      const i = section.lines.findIndex((line) => line.startsWith('StateChangeTimestamp='));
      // The same unit goes by two names.
      const own = section.name === `unit:${name}`;
      return Number.isNaN(at) || !own ? [] : [{ what: 'unit' as const, name, at, section, i }];
    });
}
