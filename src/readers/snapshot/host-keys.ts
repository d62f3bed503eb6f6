import type { Part, ServerView } from '../../model/part.ts';
import { sshdThere } from './served.ts';
import { startedAt } from './started.ts';

/**
 * The host keys of the sshd that runs, by what ssh-keygen(1) says of the usual files: where sshd is told of no others, and where
 * it was started after they were written.
 */
export const part: Part = {
  id: 'host-keys',
  read: (server) => {
    const section = server.whole('hostkeys.fingerprints');
    if (section === null || section.status !== 0 || !areLoaded(server)) return { covers: [], observations: [] };
    const observations = section.lines.flatMap((line, i) => {
      const [, fingerprint = '', type = ''] = /^\d+ (SHA256:\S+) .*\(([\w-]+)\)$/.exec(line) ?? [];
      return fingerprint === '' ? [] : [server.fact('server.hostkey', { type, fingerprint }, section, i)];
    });
    return { covers: observations.length > 0 ? ['server.hostkey'] : [], observations };
  },
};

const usual = /^\/etc\/ssh\/ssh_host_\w+_key$/;

function areLoaded(server: ServerView): boolean {
  const named = (server.whole('sshd-T')?.lines ?? []).flatMap((line) => /^hostkey (.+)$/.exec(line)?.[1] ?? []);
  const own = sshdThere(server);
  const started = own === null ? null : startedAt(server, own);
  const written = (server.whole('hostkeys')?.lines ?? []).flatMap((line) => {
    const [, time = '', zone = ''] =
      / (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?) ([+-]\d{4}) \/etc\/ssh\/ssh_host_\w+_key$/.exec(line) ?? [];
    return time === ''
      ? []
      : [Date.parse(`${time.slice(0, 19).replace(' ', 'T')}${zone.slice(0, 3)}:${zone.slice(3)}`)];
  });
  return (
    named.length > 0 &&
    named.every((path) => usual.test(path)) &&
    written.length > 0 &&
    started !== null &&
    written.every((at) => at <= started)
  );
}
