import type { Observation, ObservationMap } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { asksUsualLimits } from './pam.ts';

/** limits.conf(5) for the account: how many logins and processes it may have, and how much each of them. */
export const part: Part = {
  id: 'limits',
  read: (server) => {
    if (!asksUsualLimits(server)) return { covers: [], observations: [] };
    const sections = server.all('file:/etc/security/limits*').filter(({ name }) => server.whole(name) !== null);
    const observations = sections.flatMap((section) =>
      section.lines.flatMap((line, i) => limitOf(server, section, line, i)),
    );
    // Of a file that is there and was not read whole nobody knows.
    const all = server.all('file:/etc/security/limits*');
    const known = server.whole('file:/etc/security/limits.conf') !== null && all.length === sections.length;
    return { covers: known ? ['server.limit'] : [], observations };
  },
};

const row = /^\s*(\S+)\s+(?:soft|hard|-)\s+(nproc|maxlogins|maxsyslogins|as|data|nofile|stack)\s+(\d+)\s*(?:#|$)/;

/** Below this no shell of a Linux with glibc starts, whatever it is asked: KiB of memory or stack, open files. */
const least: Readonly<Record<string, number>> = { as: 2048, data: 128, nofile: 4, stack: 16 };

function limitOf(server: ServerView, section: Section, line: string, i: number): readonly Observation[] {
  const [, domain = '', name = '', number = ''] = row.exec(line) ?? [];
  if (name === '') return [];
  const item = name as ObservationMap['server.limit']['item'];
  if (!isFor(domain, server)) return [];
  const max = Number(number);
  return [server.fact('server.limit', { item, max, reached: isReached(server, item, max) }, section, i)];
}

/** A name, `@group`, or `*`, which is for nobody of uid 0. */
function isFor(domain: string, server: ServerView): boolean {
  if (domain === server.user) return true;
  const identity = server.whole('id')?.lines[0] ?? '';
  if (domain === '*') return /^uid=[1-9]/.test(identity);
  if (!domain.startsWith('@')) return false;
  const groups = [...identity.replace(/^uid=\S+/, '').matchAll(/\(([^)]+)\)/g)].map((group) => group[1]);
  return groups.includes(domain.slice(1));
}

/** A login wants a process of sshd and a shell beside what the user runs; of logins only none at all is sure. */
function isReached(server: ServerView, item: string, max: number): boolean {
  if (Object.hasOwn(least, item)) return max < (least[item] ?? 0);
  if (item !== 'nproc') return max === 0;
  const running = Number(server.whole('account.processes')?.lines[0] ?? Number.NaN);
  return running + 2 > max;
}
