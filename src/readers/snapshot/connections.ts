import type { Part } from '../../model/part.ts';

/** The connections that the server holds with the client, each by the client's port: rows of ss(8). */
export const part: Part = {
  id: 'connections',
  read: (server) => {
    const section = server.whole('connections');
    const { from } = server;
    if (section === null || section.status !== 0 || from === null) return { covers: [], observations: [] };
    const observations = section.lines.flatMap((line, i) => {
      const [, state, peer, port] =
        /^([A-Z-]+\d?)\s+\d+\s+\d+\s+\S+\s+\[?(?:::ffff:)?([\da-f.:]+?)\]?:(\d+)(?:\s|$)/i.exec(line) ?? [];
      if (peer !== from || state !== 'ESTAB') return [];
      return [server.fact('server.connection', { port: Number(port) }, section, i)];
    });
    return { covers: [], observations };
  },
};
