import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';

/**
 * What the start-up file of the account's shell does in any case. `rc.outline` has `FILE:LINE:WORD`, the word that the line
 * begins with and its indentation, and `>` where the line writes to a file.
 */
export const part: Part = {
  id: 'shell-files',
  read: (server) => {
    const section = server.whole('rc.outline');
    const shell = server.whole('passwd')?.lines[0]?.split(':')[6] ?? '';
    const file = /\/bash$/.test(shell) ? '.bashrc' : /\/zsh$/.test(shell) ? '.zshenv' : null;
    if (section === null || file === null) return { covers: [], observations: [] };
    return { covers: [], observations: unguarded(server, section, file) };
  },
};

const opens = /^(?:if|case|for|while|until|select|function)$|[{(]$|\(\)$|^\(/;
const closes = /^(?:fi|esac|done)$|^[})]/;
/** After these the rest may not be read, or may be text. */
const mayStop = /^(?:\[+|!|test|return|exec|cat|eval|trap)$/;
const prints =
  /^(?:echo|uptime|df|date|fortune|neofetch|fastfetch|screenfetch|figlet|free|uname|hostname|landscape-sysinfo)$/;

/** The lines up to the first that may end the reading, without those in a block. */
function unguarded(server: ServerView, section: Section, file: string): readonly Observation[] {
  const facts: Observation[] = [];
  let depth = 0;
  for (const [i, text] of section.lines.entries()) {
    const [, name, line = '', word = '', writes] = /^([^:]+):(\d+):\s*(.*?)( >)?$/.exec(text) ?? [];
    if (name !== file || word === '') continue;
    if (opens.test(word)) depth += 1;
    else if (closes.test(word)) depth -= 1;
    if (depth !== 0) continue;
    const ends = /^(?:exit|logout);*$/.test(word);
    if (ends || (prints.test(word) && writes === undefined)) {
      const does = ends ? 'ends' : 'prints';
      facts.push(server.fact('server.shell-file', { path: file, line: Number(line), does }, section, i));
    }
    if (ends || mayStop.test(word)) break;
  }
  return facts;
}
