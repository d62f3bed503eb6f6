/*
 * What readers of pasted output have in common: whom ssh dialled, on whose machine a command ran, and a text looked at as
 * the parts of a snapshot look at a section, so that each form is read in one place.
 */
import type { Observation, ObservationKind, ObservationMap } from '../model/observation.ts';
import type { Section, ServerView } from '../model/part.ts';
import { isHead } from './noise/heads.ts';
import { sectionsNamed } from './snapshot/view.ts';
import { clean } from './ssh-log/text.ts';

/** The lines of a text; none of what is no text. */
export function linesOf(data: unknown): readonly string[] {
  return typeof data === 'string' ? data.split('\n') : [];
}

/** Whom ssh dialled, as far as the text tells. */
export interface Dialled {
  /** Names and addresses. */
  readonly hosts: ReadonlySet<string>;
  readonly ports: ReadonlySet<number>;
}

const placed = [
  /^ssh: connect to host (\S+) port (\d+): /,
  /^debug1: Connecting to (\S+) (?:\[\S+\] )?port (\d+)\.?$/,
  /^debug1: Connecting to \S+ \[(\S+)\] port (\d+)\.?$/,
  /^Connection to (\S+) port (\d+) timed out$/,
  /^Connection (?:closed|reset|timed out)(?: during banner exchange)?(?: by| with) (\S+) port (\d+)$/,
  /^(?:dial|Error connecting) tcp (\S+):(\d+): /,
];
const named = [/^ssh: Could not resolve hostname (\S+): /, /^[\w.-]+@([\w.:-]+): Permission denied \(/];
const typedPort = /^(?:\S*[$#%>] ?)?ssh (?:.* )?-p ?(\d+)(?: |$)/;
const typedHost = /^(?:\S*[$#%>] ?)?ssh (?:-\S+ )*(?:[\w.-]+@)?([\w.:-]+)(?: |$)/;

/** The places that lines of ssh name; the port is 22 when none does. `lines` as they were pasted. */
export function dialledIn(lines: readonly string[]): Dialled {
  const hosts = new Set<string>();
  const ports = new Set<number>();
  for (const raw of lines) {
    const line = clean(raw);
    for (const pattern of placed) {
      const [, host, port] = pattern.exec(line) ?? [];
      if (host !== undefined) hosts.add(host);
      if (port !== undefined) ports.add(Number(port));
    }
    for (const pattern of [...named, typedHost]) {
      const host = pattern.exec(line)?.[1];
      if (host !== undefined && !host.startsWith('-')) hosts.add(host);
    }
    const port = typedPort.exec(line)?.[1];
    if (port !== undefined) ports.add(Number(port));
  }
  if (ports.size === 0) ports.add(22);
  return { hosts, ports };
}

const prompt = /^\[?[\w.-]{1,64}@([\w.-]{1,64})(?:[:\s][^$#%]{0,120})?\]?[$#%] ?(\S.*)$/;
const dialling = /^(?:sudo |time )?(?:ssh|scp|sftp|rsync|git|mosh|ansible\S*) /;

/** Lines (from 0) below a prompt of the machine on which ssh was called: what a tool says there is not the server's. */
export function clientLines(lines: readonly string[]): (index: number) => boolean {
  const prompts = lines.map((line) => prompt.exec(clean(line)));
  const clients = new Set(prompts.flatMap((found) => (dialling.test(found?.[2] ?? '') ? (found?.[1] ?? []) : [])));
  let machine = '';
  const machines = prompts.map((found) => {
    machine = found?.[1] ?? machine;
    return machine;
  });
  return (index) => clients.has(machines[index] ?? '');
}

/** A name that somebody gave a machine for what it does, with its number: `db5`. What a system or a provider calls its own is none. */
const role =
  /^(?!(?:debian|ubuntu|rocky|alma|centos|fedora|rhel|el|suse|opensuse|freebsd|openbsd|arch|vps|vm|srv|server|host|ip|ct|lxc|pve|box|linux)[a-z]*[-_]?\d)[a-z]{2,12}[-_]?\d{1,3}$/i;
const firstLabel = (name: string): string => name.split('.')[0]?.toLowerCase() ?? '';

/**
 * Lines (from 0) that are not of the machine that ssh dialled: those of the client, and those below a prompt that names another
 * one of the same kind, as `root@web5:~# ` beside `ssh db5`.
 */
export function apartLines(lines: readonly string[]): (index: number) => boolean {
  const onClient = clientLines(lines);
  const dialled = [...dialledIn(lines).hosts].map(firstLabel);
  if (dialled.length === 0 || !dialled.every((name) => role.test(name))) return onClient;
  let apart = false;
  const others = lines.map((line) => {
    const name = prompt.exec(clean(line))?.[1];
    if (name !== undefined) apart = role.test(firstLabel(name)) && !dialled.includes(firstLabel(name));
    return apart;
  });
  return (index) => others[index] === true || onClient(index);
}

const logHead =
  /^(?:<\d+>)?(?:[A-Z][a-z]{2} +\d{1,2} [\d:.]{8,15}|\d{4}-\d\d-\d\d[T ][\d:.,]{8,15}(?:Z|[+-]\d\d:?\d\d)?) (\S{1,64}) [\w./()-]{1,40}(?:\[\d+\])?: /;
const calls = /^(?:\S.{0,80}?[$#%>] ?)?(?:(?:sudo|time) )?(?:ssh|scp|sftp) (?:-\S+ )*(?:[\w.-]+@)?([\w.-]+)(?:[: ]|$)/;

/** Whom a call of ssh failed for; where none is seen to fail, all that were dialled. */
function failedFor(lines: readonly string[]): readonly string[] {
  let host = '';
  const failed = lines.flatMap((raw) => {
    const line = clean(raw);
    host = calls.exec(line)?.[1] ?? (prompt.test(line) ? '' : host);
    return host !== '' && isHead(line) ? [host] : [];
  });
  return failed.length > 0 ? failed : [...dialledIn(lines).hosts];
}

const stem = (name: string): string => name.replace(/[-_]?\d+$/, '');

/** Log lines (from 0) of another machine of the same name with another number: a log of several hosts, or one shown to compare. */
export function loggedElsewhere(lines: readonly string[]): (index: number) => boolean {
  const aims = failedFor(lines).map(firstLabel);
  if (aims.length === 0 || !aims.every((name) => role.test(name))) return () => false;
  return (index) => {
    const name = firstLabel(logHead.exec(clean(lines[index] ?? ''))?.[1] ?? '');
    return role.test(name) && !aims.includes(name) && aims.some((aim) => stem(aim) === stem(name));
  };
}

/** The command that a prompt above line `index` (from 0) has, within `reach` lines; null when there is none. */
export function commandAbove(lines: readonly string[], index: number, reach: number): string | null {
  for (let i = index; i >= Math.max(0, index - reach); i -= 1) {
    const found = /^[^$#%]{0,160}[$#%] ?([a-z/][\w./-]* ?.*)$/.exec(clean(lines[i] ?? ''))?.[1];
    if (found !== undefined) return found;
  }
  return null;
}

/** How far below a command its words are looked for. */
export const reachOfCommand = 60;
const typedAt =
  /^(?:PS )?[^$#%>]{0,160}[$#%>] ?((?:\/|[a-z])[\w./-]*(?: .*)?)$|^((?:(?:sudo|doas) )?(?:\/\S*\/)?sshd(?: -\S.*)?)$/;
const runsSshd =
  /^(?:(?:sudo|doas|time|exec) (?:-\S+ )*)?(?:(?:\S*\/)?sshd(?: |$)|(?:systemctl|service|rc-service|journalctl|docker|podman|kubectl)\b.*\bsshd?\b|(?:\/etc\/init\.d|\/etc\/rc\.d)\/sshd?\b)/;

/** Whose words stand below these lines, by the nearest command in them: ssh prints much that sshd prints as well. */
export function speakerBelow(above: readonly string[]): 'ssh' | 'sshd' | null {
  for (let i = above.length - 1; i >= Math.max(0, above.length - reachOfCommand); i -= 1) {
    const [, atPrompt, bare] = typedAt.exec(clean(above[i] ?? '')) ?? [];
    const command = atPrompt ?? bare;
    if (command === undefined) continue;
    if (runsSshd.test(command)) return 'sshd';
    return dialling.test(`${command} `) ? 'ssh' : null;
  }
  return null;
}

/** Whether one line has the mark: a look that costs little at a long text that is of something else. */
export function hasMark(lines: readonly string[], mark: RegExp): boolean {
  return lines.some((line) => mark.test(line));
}

/** A setting as `sshd -T` and `ssh -G` print it: the keyword in lower case, a blank, the value. */
export const setting: RegExp = /^[a-z][a-z0-9]+ \S/;

/** The lines (from 0) of settings; none where not each of these keywords is among them. */
export function settingsIn(lines: readonly string[], always: readonly string[]): readonly number[] {
  const rows = lines.flatMap((line, i) => (setting.test(line) ? [i] : []));
  const words = new Set(rows.map((i) => (lines[i] ?? '').split(' ')[0]));
  return always.every((word) => words.has(word)) ? rows : [];
}

/** What the person said of the login in question. */
export interface Asked {
  readonly port?: number;
  readonly user?: string | null;
  readonly from?: string | null;
  /** The output is of root, and whole. */
  readonly root?: boolean;
}

/** A section that a command of the text printed: its lines in their place, all others blank, so that numbers stay. */
export function sectionOf(name: string, lines: readonly string[], status = 0): Section {
  return { name, command: name, state: 'ran', status, cut: false, lines, at: 1, damage: null };
}

/** A text as a snapshot: each section stands in the evidence at the line that it has there. */
export function pastedView(evidence: string, sections: readonly Section[], asked: Asked): ServerView {
  const whole = (name: string): Section | null => sections.find((s) => s.name === name) ?? null;
  return {
    root: asked.root ?? false,
    user: asked.user ?? null,
    from: asked.from ?? null,
    tried: false,
    asked: asked.from ?? null,
    hop: [],
    port: asked.port ?? 22,
    now: null,
    zoneMs: 0,
    whole,
    all: (name) => sectionsNamed(sections, name),
    fact: <K extends ObservationKind>(kind: K, value: ObservationMap[K], section: Section, i?: number): Observation => {
      const index =
        i ??
        Math.max(
          0,
          section.lines.findIndex((line) => line !== ''),
        );
      const at = { evidence, line: section.at + index, quote: (section.lines[index] ?? '').trim() };
      return { kind, value, at } as Observation;
    },
  };
}

/** A fact of a text that was made readable first, with its line as it was pasted. */
export function asPasted(raw: readonly string[], fact: Observation): Observation {
  return { ...fact, at: { ...fact.at, quote: (raw[(fact.at.line ?? 1) - 1] ?? '').trim() } };
}

/** What somebody says of it is over, or only may be, or did not come. */
export const unreal: RegExp = /\b(?:no longer|not|never|used to|if|should|would|without|whether)\b|n't\b/i;

/** A fact that stands in line `index`, from 0. */
export function factAt<K extends ObservationKind>(
  evidence: string,
  lines: readonly string[],
  index: number,
  kind: K,
  value: ObservationMap[K],
): Observation {
  return { kind, value, at: { evidence, line: index + 1, quote: (lines[index] ?? '').trim() } } as Observation;
}
