import type { ServerView } from '../../model/part.ts';

/** The program that listens at the port that was asked about: `sshd`, `dropbear`, `systemd` …; null when none does, or nobody knows. */
export function servedBy(server: ServerView): string | null {
  const lines = server.whole('listeners')?.lines ?? [];
  const mine = new RegExp(`^(?:LISTEN\\s+)?\\d+\\s+\\d+\\s+\\S*:${server.port}\\s`);
  return lines.flatMap((line) => (mine.test(line) ? (/users:\(\("([^"]+)"/.exec(line)?.[1] ?? []) : []))[0] ?? null;
}
