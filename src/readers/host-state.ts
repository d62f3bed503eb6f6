/*
 * What ps, uptime, w, top and free print on the server: an sshd that was halted, and a host that has too much to do.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { apartLines, asPasted, factAt, hasMark, linesOf } from './pasted.ts';
import { entropyOf } from './snapshot/resources.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'host-state',
  title: 'processes and load of the server',
  knows: [
    {
      program: 'ps, uptime, top, free, cat',
      texts: ['ps aux', 'ps -o pid,stat,cmd', 'uptime', 'free -m', 'cat /proc/sys/kernel/random/entropy_avail'],
    },
  ],
  vantage: 'server',
  recognise: (lines) => factsIn('', lines).map(({ at }) => (at.line ?? 1) - 1),
  read,
};

const marks = /\bload averages?: |entropy_avail|\bsshd\b|^\s*(?:Swap|Mem): +\d|\b(?:STAT?|S) +.*(?:COMMAND|CMD)\b/;

function factsIn(id: string, raw: readonly string[]): readonly Observation[] {
  if (!hasMark(raw, marks)) return [];
  const isApart = apartLines(raw);
  const lines = raw.map((line, i) => (isApart(i) ? '' : clean(line).slice(0, 1000)));
  return [...loads(id, lines), ...memory(id, lines), ...entropy(id, lines), ...halted(id, lines)].sort(
    (a, b) => (a.at.line ?? 0) - (b.at.line ?? 0),
  );
}

/** How much that is, hinges on the number of processors: what would keep any common machine busy counts without it. */
const busy = 50;

function loads(id: string, lines: readonly string[]): readonly Observation[] {
  return lines.flatMap((line, i): readonly Observation[] => {
    const one = Number(/\bload averages?: +([\d.]+)(?:, | )/.exec(line)?.[1]);
    if (!(one >= busy)) return [];
    return [factAt(id, lines, i, 'server.resource', { what: 'load', state: 'short', text: `load ${one}` })];
  });
}

/** `free` in any unit: no memory is left, and swap was there and is full. */
function memory(id: string, lines: readonly string[]): readonly Observation[] {
  return lines.flatMap((line, i): readonly Observation[] => {
    const swap = /^Swap: +(\d[\d.]*)\w* +\S+ +(\d[\d.]*)/.exec(line);
    const main = /^Mem: +(\d[\d.]*)(\w*) +\S+ +\S+ +\S+ +\S+ +(\d[\d.]*)(\w*)$/.exec(lines[i - 1] ?? '');
    // Numbers with units of their own may be of two kinds.
    if (swap === null || main === null || main[2] !== main[4]) return [];
    const [total, left] = [Number(main[1]), Number(main[3])];
    if (!(total > 0) || left / total >= 0.01 || Number(swap[2]) > 0) return [];
    const text = `${left} of ${total} of the memory is available, and none of the swap`;
    return [factAt(id, lines, i - 1, 'server.resource', { what: 'memory', state: 'short', text })];
  });
}

/** Below a command that prints nothing else; on a `sysctl` line it stands beside its name. */
function entropy(id: string, lines: readonly string[]): readonly Observation[] {
  return lines.flatMap((line, i): readonly Observation[] => {
    const below = /\bcat \/proc\/sys\/kernel\/random\/entropy_avail$/.test(lines[i - 1] ?? '');
    const [, alone, named] = /^(\d{1,4})$|^kernel\.random\.entropy_avail ?= ?(\d{1,4})$/.exec(line) ?? [];
    const bits = named ?? (below ? alone : undefined);
    const state = entropyOf(Number(bits));
    // Old kernels have a little less than they like at any time.
    if (bits === undefined || state === 'short') return [];
    const value = { what: 'entropy', state, text: `${bits} bits of entropy` } as const;
    return [factAt(id, lines, i, 'server.resource', value)];
  });
}

interface Process {
  readonly index: number;
  readonly pid: number;
  readonly state: string;
}

/** A row of `ps aux`, which nothing else looks like: grep takes its heading away. */
const alone = /^\S+ +(\d+) +[\d.]+ +[\d.]+ +\d+ +\d+ +\S+ +([A-Z]\S*|t\S*) +[\w:]+ +\d+:\d\d +(\S.*)$/;

/**
 * The listener, where it is one alone. That it runs is not said: on a host with containers it may be the sshd of one of them.
 */
function halted(id: string, lines: readonly string[]): readonly Observation[] {
  let columns: readonly string[] = [];
  const listeners = lines.flatMap((line, index): readonly Process[] => {
    const aux = alone.exec(line);
    if (aux !== null) {
      const [, pid, state = '', title = ''] = aux;
      return isListener(title) ? [{ index, pid: Number(pid), state }] : [];
    }
    const words = line.split(/\s+/);
    if (words.includes('PID') && /^(?:CMD|COMMAND|ARGS)$/.test(words.at(-1) ?? '')) {
      columns = words;
      return [];
    }
    const at = (name: RegExp): string => words[columns.findIndex((word) => name.test(word))] ?? '';
    const title = words.slice(columns.length - 1).join(' ');
    const pid = Number(at(/^PID$/));
    if (columns.length < 3 || !(pid > 0) || !isListener(title)) return [];
    return [{ index, pid, state: at(/^S(?:TAT)?$/) }];
  });
  const [one, ...others] = listeners;
  if (one === undefined || others.length > 0 || !/^[Tt]/.test(one.state)) return [];
  const value = {
    name: 'sshd',
    pid: one.pid,
    listener: true,
    state: 'stopped',
    replaced: false,
    apart: false,
  } as const;
  return [factAt(id, lines, one.index, 'server.process', value)];
}

const isListener = (title: string): boolean =>
  title.startsWith('sshd: ') ? title.includes('[listener]') : /^(?:\/\S*\/)?sshd(?: |$)/.test(title);

/** Nothing is covered. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  return { covers: [], observations: factsIn(id, raw).map((o) => asPasted(raw, o)) };
}
