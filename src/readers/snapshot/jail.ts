import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { type Listed, listed, octal } from './ls.ts';

/**
 * The directory that sshd locks the login into, and all above it: sshd follows links, and refuses what is not there, belongs to
 * another than root or may be written by others (session.c, safely_chroot).
 */
export const part: Part = {
  id: 'jail',
  read: (server) => {
    const section = server.whole('jail');
    if (section === null) return { covers: [], observations: [] };
    const found = listed(section).map((one) => factOf(server, section, one));
    return { covers: [], observations: [...found, ...missing(server, section)] };
  },
};

function factOf(server: ServerView, section: Section, { path, uid, mode, i }: Listed): Observation {
  const state = uid !== 0 ? 'bad-owner' : (mode & 0o022) !== 0 ? 'bad-mode' : 'ok';
  return server.fact('server.chroot', { path, state, mode: octal(mode) }, section, i);
}

/** Who is not root may not even see that it is there. */
function missing(server: ServerView, section: Section): readonly Observation[] {
  if (!server.root) return [];
  return section.lines.flatMap((line, i) => {
    const path = /^(\/.*): not there$/.exec(line)?.[1];
    return path === undefined ? [] : [server.fact('server.chroot', { path, state: 'missing' }, section, i)];
  });
}
