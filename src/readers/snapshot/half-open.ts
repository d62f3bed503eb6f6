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
    const [first] = rows;
    const observations =
      first === undefined ? [] : [server.fact('server.half-open', { connections: rows.length }, section, first.i)];
    return { covers: ['server.half-open'], observations };
  },
};

/** `Recv-Q Send-Q LOCAL:PORT PEER:PORT`: the lines with the client's address, and the one that it has called. */
export function halfOpenOf(server: ServerView): readonly { readonly i: number; readonly own: string }[] {
  const lines = server.whole('halfopen')?.lines ?? [];
  return lines.flatMap((line, i) => {
    const [, own = '', port, peer] =
      /^\s*\d+\s+\d+\s+\[?(?:::ffff:)?([\da-f.:]+?)(?:%\S+?)?\]?:(\d+)\s+\[?(?:::ffff:)?([\da-f.:]+?)\]?:\d+\s*$/i.exec(
        line,
      ) ?? [];
    return peer === server.from && Number(port) === server.port ? [{ i, own }] : [];
  });
}
