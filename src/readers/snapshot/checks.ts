import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';

/** What sshd itself says of its configuration: `sshd -t`. What it says of the settings in force is read in config.ts. */
export const part: Part = {
  id: 'checks',
  read: (server) => {
    const test = server.whole('sshd-t');
    // Without root it cannot read its host keys, and complains of those.
    const checked = test !== null && server.root ? checkOf(server, test) : [];
    return { covers: checked.length > 0 ? ['server.config-check'] : [], observations: checked };
  },
};

const placed = /^(\/.*?):? line (\d+): (.*)$/;

function checkOf(server: ServerView, section: Section): readonly Observation[] {
  // 127 and 126 are the shell's: there is no sshd to ask. But 127 is the dynamic loader's too (ld.so(8)).
  const loader = section.lines.some((line) => /error while loading shared libraries|symbol lookup error/.test(line));
  if ((section.status === 127 && !loader) || section.status === 126) return [];
  if (section.status === 0) return [server.fact('server.config-check', { ok: true, text: '' }, section)];
  return section.lines.map((text, i) => {
    const [, file, line] = placed.exec(text) ?? [];
    const place = file === undefined ? {} : { file, line: Number(line) };
    return server.fact('server.config-check', { ok: false, text, ...place }, section, i);
  });
}
