import type { ServerView } from '../../model/part.ts';

/** When the process began, in ms since the epoch; null when that was not told. proc_pid_stat(5): starttime. */
export function startedAt(server: ServerView, pid: number): number | null {
  const lines = server.whole('processes')?.lines ?? [];
  const row = lines.find((line) => line.startsWith(`${pid} `)) ?? '';
  const [, now, up, hz] = /^clock (\d+(?:\.\d+)?)\S* (\d+\.\d+) (\d+)$/.exec(lines[0] ?? '') ?? [];
  const ticks = / born=(\d+)/.exec(row)?.[1];
  if (ticks !== undefined)
    return hz === undefined ? null : (Number(now) - Number(up) + Number(ticks) / Number(hz)) * 1000;
  // An older collector.
  const seconds = / start=(\d+)/.exec(row)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}
