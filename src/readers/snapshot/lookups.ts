import type { Part } from '../../model/part.ts';

/** The server's own look-up of the client's name, getent(1): with `UseDNS yes` sshd waits for as much. */
export const part: Part = {
  id: 'lookups',
  read: (server) => {
    const section = server.all('reverse')[0];
    const ended = section?.state === 'ran' && section.status !== null && section.status !== 127;
    if (section === undefined || section.damage !== null || !(ended || section.state === 'late')) {
      return { covers: [], observations: [] };
    }
    const state = ended ? 'answered' : 'slow';
    return {
      covers: ['server.lookup'],
      observations: [server.fact('server.lookup', { what: 'reverse', state }, section)],
    };
  },
};
