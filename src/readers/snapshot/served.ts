import type { ServerView } from '../../model/part.ts';

/** The program that listens at the port that was asked about: `sshd`, `dropbear`, `systemd` …; null when none does, or nobody knows. */
export function servedBy(server: ServerView): string | null {
  return holders(server).flatMap((line) => /users:\(\("([^"]+)"/.exec(line)?.[1] ?? [])[0] ?? null;
}

/** The sshd that does; null when none does, or nobody knows. */
export function sshdThere(server: ServerView): number | null {
  const pid = holders(server).flatMap((line) => /\("sshd",pid=(\d+)/.exec(line)?.[1] ?? [])[0];
  return pid === undefined ? null : Number(pid);
}

function holders(server: ServerView): readonly string[] {
  const mine = new RegExp(`^(?:LISTEN\\s+)?\\d+\\s+\\d+\\s+\\S*:${server.port}\\s`);
  return (server.whole('listeners')?.lines ?? []).filter((line) => mine.test(line));
}

/** Several sshd may run, each with options and a file of its own: whether the collector could tell those of this port. */
export function knowsOptions(server: ServerView): boolean {
  return server.all('sshd.options').every(({ state }) => state !== 'skipped');
}
