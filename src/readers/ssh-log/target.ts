import type { Observation, ObservationMap } from '../../model/observation.ts';
import { fact, type Line, type Log } from './log.ts';

type Target = ObservationMap['client.target'];

/** Lines of ssh that name where it goes, and as whom. The names are groups. */
const naming: readonly RegExp[] = [
  /^Authenticating to (?<host>\S+):(?<port>\d+) as '(?<user>[^']+)'/,
  /^Connecting to (?<host>\S+) (?:\[\S+\] )?port (?<port>\d+)/,
  /^ssh: connect to host (?<host>\S+) port (?<port>\d+):/,
  /^ssh: Could not resolve hostname (?<host>\S+?)(?::|$)/,
  /^(?<user>[^\s@]+)@(?<host>[^\s:]+): Permission denied \(/,
  /^No \S+ host key is known for \[(?<host>[^\]\s]+)\]:(?<port>\d+) and /,
  /^(?:No \S+ host key is known|Host key) for (?<host>[^\s[\]]+) /,
  /^(?<user>[^\s@]+)@(?<host>[^\s']+)'s password: ?$/,
  /^(?:Received disconnect|Disconnected) from (?<host>\S+) port (?<port>\d+)/,
  /^Connection (?:closed|reset) by (?:authenticating user (?<user>\S+) )?(?<host>\S+) port (?<port>\d+)/,
  /^Connection to (?<host>\S+) (?:port (?<port>\d+)|closed by remote host|timed out)/,
  /^Unable to negotiate with (?<host>\S+) port (?<port>\d+):/,
  /^(?:banner exchange|ssh_dispatch_run_fatal|packet_write_wait): Connection to (?<host>\S+) port (?<port>\d+)/,
];

/** Commands are made of it: a word that a shell would take for more than a word is none. */
export const plain: RegExp = /^[A-Za-z\d_:][\w.:%-]{0,253}$/;

/** Where ssh says that it goes, and as whom; what was put in the place of a name is no name. */
export function targetFacts(log: Log): readonly Observation[] {
  return log.lines.flatMap((line) => {
    const target = targetIn(line);
    return target === null ? [] : [fact(log, 'client.target', target, line)];
  });
}

function targetIn(line: Line): Target | null {
  for (const pattern of naming) {
    const { user, host, port } = pattern.exec(line.body)?.groups ?? {};
    if (host === undefined) continue;
    if (host === 'UNKNOWN' || !plain.test(host) || /^[xX.]+$/.test(host)) return null;
    const named = user !== undefined && plain.test(user) ? { user } : {};
    const number = Number(port ?? 0);
    return { host, ...named, ...(number > 0 && number < 65_536 ? { port: number } : {}) };
  }
  return null;
}
