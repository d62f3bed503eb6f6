import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';

/** Those that a shell reads for a command of ssh, in this order: bash(1) as Debian builds it, zsh(1), dash(1). */
const filesOf: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\/bash$/, ['/etc/bash.bashrc', '.bashrc']],
  [/\/zsh$/, ['/etc/zsh/zshenv', '/etc/zshenv', '.zshenv']],
  [/\/(?:sh|dash)$/, []],
];

/**
 * What the start-up files of the account's shell do in any case. `rc.outline` has `FILE:LINE:WORD`, the word that the line
 * begins with and its indentation, `. PATH` where it reads another file, and `>` where it writes to one; `rc.turns` has
 * `FILE:LINE` of each line that has a word for an end or a return; `rc.first` has `FILE:HOW`, how the file begins.
 */
export const part: Part = {
  id: 'shell-files',
  read: (server) => {
    const section = server.whole('rc.outline');
    const account = server.whole('passwd')?.lines[0]?.split(':') ?? [];
    const shell = account[6] ?? '';
    const files = filesOf.find(([pattern]) => pattern.test(shell))?.[1];
    if (section === null || files === undefined) return { covers: [], observations: [] };
    const turns = server.whole('rc.turns')?.lines ?? [];
    const outline: Outline = { server, section, turns, home: account[5] ?? '', loops: /\/bash$/.test(shell) };
    const facts = files.flatMap((file) => followed(outline, file, [file]).facts);
    return { covers: [], observations: [...facts, ...start(server, files)] };
  },
};

interface Outline {
  readonly server: ServerView;
  readonly section: Section;
  readonly turns: readonly string[];
  readonly home: string;
  /** The shell reads a file that reads itself until it dies. */
  readonly loops: boolean;
}

interface Reading {
  readonly facts: readonly Observation[];
  /** What comes behind it may not be reached. */
  readonly stops: boolean;
}

const opens = /^(?:if|case|for|while|until|select|function)$|[{(]$|\(\)$|^\(/;
const closes = /^(?:fi|esac|done)$|^[})]/;
/** After these the rest may not be read, or may be text. */
const mayStop = /^(?:\[+|!|test|return|exec|cat|eval|trap)$/;
const prints =
  /^(?:echo|uptime|df|date|fortune|neofetch|fastfetch|screenfetch|figlet|free|uname|hostname|landscape-sysinfo)$/;

/** The lines up to the first that may end the reading, without those in a block. `within`: the files that are being read. */
function followed(outline: Outline, file: string, within: readonly string[]): Reading {
  const { server, section, turns, loops } = outline;
  const facts: Observation[] = [];
  let depth = 0;
  let last = 0;
  for (const [i, text] of section.lines.entries()) {
    const [, name, line = '', word = '', writes] = /^([^:]+):(\d+):\s*(.*?)( >)?$/.exec(text) ?? [];
    if (name !== file || word === '') continue;
    const state = (does: 'ends' | 'prints'): Observation =>
      server.fact('server.shell-file', { path: file, line: Number(line), does }, section, i);
    if (depth === 0 && /^(?:exit|logout);*$/.test(word)) return { facts: [...facts, state('ends')], stops: true };
    const turned = turns.some((turn) => isBetween(turn, file, last, Number(line)));
    last = Number(line);
    if (opens.test(word)) depth += 1;
    else if (closes.test(word)) depth -= 1;
    if (depth === 0 && prints.test(word) && writes === undefined) facts.push(state('prints'));
    if (turned || (depth === 0 && mayStop.test(word))) return { facts, stops: true };
    const source = /^\. (\S+)$/.exec(word)?.[1];
    if (depth !== 0 || source === undefined) continue;
    const path = pathOf(source, outline.home);
    if (path === null) return { facts, stops: true };
    if (within.includes(path)) return { facts: loops ? [...facts, state('ends')] : facts, stops: true };
    const inner = followed(outline, path, [...within, path]);
    facts.push(...inner.facts);
    if (inner.stops) return { facts, stops: true };
  }
  return { facts, stops: turns.some((turn) => isBetween(turn, file, last, Number.POSITIVE_INFINITY)) };
}

/** `FILE:LINE` of a line behind `after` and not behind `upTo`. */
function isBetween(turn: string, file: string, after: number, upTo: number): boolean {
  const [, name, line = ''] = /^([^:]+):(\d+)$/.exec(turn) ?? [];
  return name === file && Number(line) > after && Number(line) <= upTo;
}

/** As the collector names files: those of the home from there. */
function pathOf(word: string, home: string): string | null {
  const path = word.replace(/^(?:~|\.|\$HOME|\$\{HOME\})\//, '');
  if (/[~${}]/.test(path) || (path === word && !path.startsWith('/'))) return null;
  return path.startsWith(`${home}/`) ? path.slice(home.length + 1) : path;
}

/** Each file that the shell reads is not there, is empty, or turns back at once: nothing of them can end it. */
function start(server: ServerView, files: readonly string[]): readonly Observation[] {
  const section = server.whole('rc.first');
  if (section === null) return [];
  const begins = new Map(section.lines.map((line) => [line.replace(/:[^:]*$/, ''), line.split(':').at(-1)]));
  const plain = files.every((file) => ['nothing', 'turns-back', undefined].includes(begins.get(file)));
  return [server.fact('server.shell-start', { reads: plain ? 'nothing' : 'files' }, section)];
}
