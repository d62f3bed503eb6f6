import type { Part } from '../../model/part.ts';

/** Libraries that sshd has loaded and that are no longer the files of that name: `PATH (deleted)` of proc_pid_maps(5). */
export const part: Part = {
  id: 'libraries',
  read: (server) => {
    const section = server.whole('sshd.deleted');
    if (section === null) return { covers: [], observations: [] };
    const seen = new Set<string>();
    const observations = section.lines.flatMap((line, i) => {
      const path = /\s(\/\S+\.so\S*) \(deleted\)$/.exec(line)?.[1];
      if (path === undefined || seen.has(path)) return [];
      seen.add(path);
      return [server.fact('server.shared-object', { path }, section, i)];
    });
    return { covers: server.root && section.status === 0 ? ['server.shared-object'] : [], observations };
  },
};
