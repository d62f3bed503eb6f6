import type { Part, Section, ServerView } from '../../model/part.ts';
import { sshdThere } from './served.ts';
import { startedAt } from './started.ts';

/** Whether the sshd that serves here has read its configuration since the last change of any file of it. */
export const part: Part = {
  id: 'in-force',
  read: (server) => {
    const section = server.whole('config.times');
    const pid = sshdThere(server);
    const changed = section === null || section.status !== 0 ? null : lastChange(section);
    if (section === null || pid === null || changed === null) return { covers: [], observations: [] };
    const started = startedAt(server, pid);
    if (started === null) return { covers: [], observations: [] };
    const sure = changed < Math.max(started, reloadedAt(server, pid));
    return { covers: [], observations: [server.fact('server.in-force', { pid, sure }, section)] };
  },
};

/** ms since the epoch; null where a line does not tell. ls(1): --full-time. */
function lastChange({ lines }: Section): number | null {
  const times = lines.map((line) => {
    const [, date, time, zone = ''] = / (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\S*) ([+-]\d{4}) \//.exec(line) ?? [];
    // Where the fraction is not told it may be any.
    const exact = time?.includes('.') === true ? time.slice(0, 12) : `${time}.999`;
    return Date.parse(`${date}T${exact}${zone.slice(0, 3)}:${zone.slice(3)}`);
  });
  return times.length === 0 || times.some(Number.isNaN) ? null : Math.max(...times);
}

/** When systemd last told it to read its files anew; 0 when that is not known. systemctl(1): show. */
function reloadedAt(server: ServerView, pid: number): number {
  const units = server.all('unit:*').filter(({ lines }) => lines.includes(`MainPID=${pid}`));
  const begun = units.flatMap(({ lines }) =>
    lines.flatMap(
      (line) => /^ExecReload=\{ .* -HUP .* start_time=\[\w{3} (\S+ \S+) UTC\] .* status=0 \}$/.exec(line)?.[1] ?? [],
    ),
  );
  return Math.max(0, ...begun.map((at) => Date.parse(`${at.replace(' ', 'T')}Z`) || 0));
}
