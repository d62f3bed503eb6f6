import type { Part } from '../../model/part.ts';

/**
 * What the server has sent the client in vain: rows of `ss -to` with octets in Send-Q whose timer of retransmission runs,
 * and how often it did (ss(8), `timer:(on,…,RETRANS)`).
 */
export const part: Part = {
  id: 'unacknowledged',
  read: (server) => {
    const section = server.whole('connections');
    const { from } = server;
    if (section === null || section.status !== 0 || from === null) return { covers: [], observations: [] };
    const rows = section.lines.flatMap((line, i) => {
      const [, waiting, peer, again] =
        /^[A-Z-]+\d?\s+\d+\s+(\d+)\s+\S+\s+\[?(?:::ffff:)?([\da-f.:]+?)\]?:\d+\s.*timer:\(on,[^,)]*,(\d+)\)/i.exec(
          line,
        ) ?? [];
      const octets = Number(waiting);
      return peer === from && octets > 0 ? [{ octets, retransmissions: Number(again), i }] : [];
    });
    const observations = rows.map(({ i, ...value }) => server.fact('server.unacknowledged', value, section, i));
    return { covers: ['server.unacknowledged'], observations };
  },
};
