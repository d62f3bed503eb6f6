import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';

/** Those that a shell reads for a command of ssh, in this order: bash(1) as Debian builds it, zsh(1). */
const filesOf: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\/bash$/, ['/etc/bash.bashrc', '.bashrc']],
  [/\/zsh$/, ['/etc/zsh/zshenv', '/etc/zshenv', '.zshenv']],
];

/**
 * What the start-up files of the account's shell do in any case. `rc.outline` has `FILE:LINE:WORD`, the word that the line
 * begins with and its indentation, and `>` where the line writes to a file.
 */
export const part: Part = {
  id: 'shell-files',
  read: (server) => {
    const section = server.whole('rc.outline');
    const shell = server.whole('passwd')?.lines[0]?.split(':')[6] ?? '';
    const files = filesOf.find(([pattern]) => pattern.test(shell))?.[1] ?? [];
    if (section === null) return { covers: [], observations: [] };
    return { covers: [], observations: files.flatMap((file) => unguarded(server, section, file)) };
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
