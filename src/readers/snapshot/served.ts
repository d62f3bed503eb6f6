import type { ServerView } from '../../model/part.ts';

/** The program that listens at the port that was asked about: `sshd`, `dropbear`, `systemd` …; null when none does, or nobody knows. */
export function servedBy(server: ServerView): string | null {
  const owner = holders(server).flatMap((line) => /users:\(\("([^"]+)"/.exec(line)?.[1] ?? [])[0] ?? null;
  return owner === 'systemd' && hasTinySocket(server) ? 'tinysshd' : owner;
}

/** Whether another server than that of OpenSSH answers: what is set for sshd, and what PAM is told of it, is not for its logins. */
export function servedByOther(server: ServerView): boolean {
  return /^(?:dropbear|tinysshd)$/.test(servedBy(server) ?? '');
}

/** TinySSH has no listener: systemd takes the connections for it. */
function hasTinySocket(server: ServerView): boolean {
  const lines = server.whole('unit:tinysshd.socket')?.lines ?? [];
  const listens = new RegExp(`^Listen=\\S*:${server.port} \\(Stream\\)$`);
  return lines.includes('ActiveState=active') && lines.some((line) => listens.test(line));
}

/** The sshd that does; null when none does, or nobody knows. Where nobody tells who holds a port it is the only one that listens at all. */
export function sshdThere(server: ServerView): number | null {
  const rows = holders(server);
  const pid = rows.flatMap((line) => /\("sshd",pid=(\d+)/.exec(line)?.[1] ?? [])[0];
  if (pid !== undefined) return Number(pid);
  if (rows.some((line) => line.includes('users:'))) return null;
  const running = (server.whole('processes')?.lines ?? []).filter((line) => listening.test(line));
  return running.length === 1 ? Number(running[0]?.split(' ')[0]) : null;
}

/** In the network that was looked at: sshd writes it into its title since 8.2; before, it is a child of init. */
const listening =
  /^\d+ sshd state=\S ppid=\d+ uid=\d+ (?:born|start)=\d* exe=.* args=(?:sshd: .*\[listener\]|\/\S*sshd(?: |$))/;

function holders(server: ServerView): readonly string[] {
  const mine = new RegExp(`^(?:LISTEN\\s+)?\\d+\\s+\\d+\\s+\\S*:${server.port}\\s`);
  return (server.whole('listeners')?.lines ?? []).filter((line) => mine.test(line));
}

/** Several sshd may run, each with options and a file of its own: whether the collector could tell those of this port. */
export function knowsOptions(server: ServerView): boolean {
  return server.all('sshd.options').every(({ state }) => state !== 'skipped');
}
