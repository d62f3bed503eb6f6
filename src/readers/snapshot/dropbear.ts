import type { Part } from '../../model/part.ts';

/** MAX_UNAUTH_PER_IP of Dropbear's default_options.h: so many connections of one address may wait for their login. */
const mostWaiting = 5;

/** How many connections of the client wait in Dropbear, which takes no more of them without a word in its log. */
export const part: Part = {
  id: 'dropbear',
  read: (server) => {
    const section = server.whole('connections');
    const running = server.whole('processes');
    const { from } = server;
    if (section === null || running === null || from === null) return { covers: [], observations: [] };
    const log = server.all('log.journal').flatMap(({ lines }) => lines);
    const waiting = section.lines.flatMap((line, i) => {
      const pid = /users:\(\("dropbear",pid=(\d+),/.exec(line)?.[1];
      const peer = / \[?(?:::ffff:)?([\da-f.:]+?)\]?:\d+\s+users:/i.exec(line)?.[1];
      if (pid === undefined || peer !== from) return [];
      const own = log.filter((text) => text.includes(`dropbear[${pid}]: `));
      // Only a child whose beginning is in the log is known not to have logged in.
      const known = own.some((text) => / Child connection from /.test(text));
      return known && !own.some((text) => / auth succeeded for /.test(text)) ? [i] : [];
    });
    if (waiting.length === 0) return { covers: [], observations: [] };
    const state = waiting.length >= mostWaiting ? 'exhausted' : 'ok';
    const text = `Dropbear: ${waiting.length} connections of ${from} wait for their login, of ${mostWaiting} that one address may have`;
    return {
      covers: [],
      observations: [server.fact('server.resource', { what: 'startups', state, text }, section, waiting[0])],
    };
  },
};
