import type { Part, ServerView } from '../../model/part.ts';

/**
 * Connections of the client to the port that wait in SYN-RECV, as ss(8) lists them: its SYN has come in, and its own kernel has
 * not acknowledged the answer.
 */
export const part: Part = {
  id: 'half-open',
  read: (server) => {
    const section = server.whole('halfopen');
    if (section === null || section.status !== 0 || server.from === null) return { covers: [], observations: [] };
    const rows = halfOpenOf(server);
    const [i] = rows;
    const observations =
      i === undefined ? [] : [server.fact('server.half-open', { connections: rows.length }, section, i)];
    return { covers: ['server.half-open'], observations };
  },
};

/** `Recv-Q Send-Q LOCAL:PORT PEER:PORT`: the lines with the client's address, counted from 0. */
export function halfOpenOf(server: ServerView): readonly number[] {
  const lines = server.whole('halfopen')?.lines ?? [];
  return lines.flatMap((line, i) => {
    const [, port, peer] = /^\s*\d+\s+\d+\s+\S+:(\d+)\s+\[?(?:::ffff:)?([\da-f.:]+?)\]?:\d+\s*$/i.exec(line) ?? [];
    return peer === server.from && Number(port) === server.port ? [i] : [];
  });
}
