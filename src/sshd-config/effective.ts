/*
 * What is in force for a login, line by line, as sshd_config(5) and servconf.c of OpenSSH 8.4 to 10.0 have it: the first
 * value wins, a Match block that is met goes before what stands outside, and some keywords add up.
 */
import type { Login } from './criteria.ts';
import { oneSwitchSince } from './keywords.ts';
import { octetsOf } from './patterns.ts';
import { type Block, type Files, type Gap, type Place, type Refusal, type Setting, walk } from './walk.ts';

export type { Login, Truth } from './criteria.ts';
export type { Block, Files, Place, Refusal } from './walk.ts';

/** One value in force, in the form of `sshd -T`, and the line that set it. */
export interface Value extends Place {
  readonly value: string;
  /** `sshd -T` may print it otherwise: a list that is built on the default, a path that is relative. */
  readonly roughly: boolean;
}

/** A keyword that a line sets. Keywords without a line have their default, and are not told. */
export interface Effective {
  /** In lower case, as `sshd -T` prints it. */
  readonly keyword: string;
  /** False: it hinges on what is not known. Then `values` has what is in force in any case. */
  readonly known: boolean;
  readonly values: readonly Value[];
}

/**
 * Why a line does nothing for the login. `first-value`: an earlier line has set it; `last-value`: a later one has, of
 * the few keywords of which the last counts; `match-unmet`: its Match block does not apply; `match-wins`: a Match block
 * that applies sets it too; `other-keyword`: another keyword decides it; `never`: it has no effect where it stands.
 */
export type Reason = 'first-value' | 'last-value' | 'match-unmet' | 'match-wins' | 'other-keyword' | 'never';

export interface Dead extends Place {
  readonly keyword: string;
  /** What it asks for. */
  readonly values: readonly string[];
  readonly because: Reason;
  /** The line that is in force in its stead, or that decides. */
  readonly by: Place | null;
  readonly block: Block | null;
}

export interface Configuration {
  readonly effective: readonly Effective[];
  readonly dead: readonly Dead[];
  /** Lines that are read, and do nothing: keywords of old. */
  readonly ignored: readonly (Place & { readonly word: string })[];
  /** Lines that sshd does not take. It does not start with any of them. */
  readonly refusals: readonly Refusal[];
}

/** `release`: 804 for 8.4, 1000 for 10.0. `main`: the file that sshd begins with. */
export function effectiveConfig(
  files: Files,
  login: Login,
  release: number,
  main = '/etc/ssh/sshd_config',
): Configuration {
  const { lines, ignored, refusals } = walk(files, login, release, main);
  const names = [...new Set(lines.flatMap((line) => line.keyword?.name ?? []))];
  const judged = names.map((name) => judge(name, lines));
  const joint = release < oneSwitchSince ? twoSwitches(judged) : judged;
  const listening = withPorts(joint.map(({ effective }) => effective));
  return {
    effective: listening.filter(({ values, known }) => values.length > 0 || !known),
    dead: joint.flatMap(({ dead }) => dead).sort((a, b) => lines.findIndex(at(a)) - lines.findIndex(at(b))),
    ignored,
    refusals: [...refusals, ...unfit(listening, judged)],
  };
}

function at(place: Place): (other: Place) => boolean {
  return ({ file, line }) => file === place.file && line === place.line;
}

interface Judged {
  readonly effective: Effective;
  readonly dead: readonly Dead[];
  /** What is set when sshd starts, before anybody comes. */
  readonly atStart: Chosen;
}

/** The lines that count in one reading. */
interface Chosen {
  readonly lines: readonly Setting[];
  readonly values: readonly Value[];
  readonly known: boolean;
  /** The line of each part, of a keyword that is set in parts. */
  readonly parts?: readonly (Setting | undefined)[];
}

type Line = Setting | Gap;
type When = 'atStart' | 'forLogin';

function judge(name: string, all: readonly Line[]): Judged {
  const lines = all.filter((line) => line.keyword === null || line.keyword.name === name);
  const own = lines.filter((line): line is Setting => line.keyword !== null);
  const atStart = choose(lines, 'atStart');
  const forLogin = choose(
    lines.filter((line) => line.keyword === null || copied(line)),
    'forLogin',
  );
  const gaps = lines.some((line) => line.keyword === null);
  const matters = own.some((line) => line.keyword.inMatch) || !gaps;
  const block = matters ? forLogin : none;
  const chosen = name === 'subsystem' ? merged(atStart, block) : overridden(atStart, block);
  const effective = { keyword: name, known: chosen.known, values: chosen.values };
  return { effective, dead: own.flatMap((line) => deadOf(line, own, chosen, atStart)), atStart };
}

const none: Chosen = { lines: [], values: [], known: true };

/** Of a Match block sshd keeps what may stand in one; of PermitUserEnvironment the list, by an oversight. */
function copied({ keyword, asked }: Setting): boolean {
  if (keyword.name === 'permituserenvironment') return !/^(yes|no)$/.test(asked.values[0] ?? '');
  return keyword.inMatch && keyword.lostInMatch !== true;
}

function choose(lines: readonly Line[], when: When): Chosen {
  const possible = lines.filter((line) => line[when] !== false);
  const sure = possible.filter((line): line is Setting => line.keyword !== null && line[when] === true);
  const merge = lines.find((line) => line.keyword !== null)?.keyword?.merge ?? 'first';
  if (merge === 'add') return added(sure, possible.length === sure.length);
  if (sure[0]?.asked.parts !== undefined) return inParts(sure, possible);
  const winner = merge === 'last' ? sure.at(-1) : sure[0];
  const again = sure.filter((line) => line.asked.anyway).at(-1) ?? winner;
  if (again === undefined) return { ...none, known: possible.length === 0 };
  const rival = (line: Line): boolean => line[when] === 'unknown' || line.keyword === null;
  const place = possible.indexOf(again);
  const rivals = merge === 'last' || again.asked.anyway ? possible : possible.slice(0, place);
  if (rivals.some(rival)) return { ...none, known: false };
  return { lines: [again], values: valuesOf(again), known: true };
}

/** RekeyLimit: bytes and time each of the first line that has them. */
function inParts(sure: readonly Setting[], possible: readonly Line[]): Chosen {
  if (sure.length < possible.length) return { ...none, known: false };
  const count = sure[0]?.asked.parts?.length ?? 0;
  const from = Array.from({ length: count }, (_, i) => sure.find((line) => typeof line.asked.parts?.[i] === 'string'));
  return ofParts(from);
}

function ofParts(parts: readonly (Setting | undefined)[]): Chosen {
  const value = parts.map((line, i) => line?.asked.parts?.[i] ?? '0').join(' ');
  const lines = [...new Set(parts.flatMap((line) => line ?? []))];
  const first = lines[0];
  if (first === undefined) return none;
  return { lines, values: [{ value, roughly: false, file: first.file, line: first.line }], known: true, parts };
}

function valuesOf({ asked, file, line }: Setting): readonly Value[] {
  return asked.values.map((value) => ({ value, roughly: asked.roughly === true, file, line }));
}

function added(sure: readonly Setting[], known: boolean): Chosen {
  const lines: Setting[] = [];
  const values: Value[] = [];
  for (const line of sure) {
    const fresh = valuesOf(line).filter(({ value }) => !values.some((other) => sameKey(line, value, other.value)));
    if (fresh.length > 0) lines.push(line);
    values.push(...fresh);
  }
  return { lines, values, known };
}

/** One of the name is there already. Most lists take the same entry twice. */
function sameKey({ keyword }: Setting, value: string, other: string): boolean {
  if (keyword.name === 'subsystem') return firstWord(value) === firstWord(other);
  return keyword.name === 'hostkey' && value === other;
}

function firstWord(text: string): string {
  return text.split(' ')[0] ?? '';
}

function overridden(atStart: Chosen, block: Chosen): Chosen {
  if (!block.known) return { ...none, known: false };
  const { parts } = atStart;
  if (parts !== undefined && block.parts !== undefined)
    return ofParts(parts.map((line, i) => block.parts?.[i] ?? line));
  return block.lines.length > 0 ? block : atStart;
}

/** Since 9.5 a subsystem of a Match block takes the place of that of the same name. */
function merged(atStart: Chosen, block: Chosen): Chosen {
  const names = new Set(block.values.map(({ value }) => firstWord(value)));
  const kept = atStart.values.map(
    (old) => block.values.find(({ value }) => firstWord(value) === firstWord(old.value)) ?? old,
  );
  const more = block.values.filter(({ value }) => !atStart.values.some((v) => firstWord(v.value) === firstWord(value)));
  return {
    lines: [...atStart.lines.filter((line) => !names.has(firstWord(line.asked.values[0] ?? ''))), ...block.lines],
    values: block.known ? [...kept, ...more] : [],
    known: atStart.known && block.known,
  };
}

function deadOf(line: Setting, own: readonly Setting[], chosen: Chosen, atStart: Chosen): readonly Dead[] {
  if (chosen.lines.includes(line)) return [];
  const { keyword, asked, file, block } = line;
  const tell = (because: Reason, by: Place | undefined): readonly Dead[] => {
    const place = by === undefined ? null : { file: by.file, line: by.line };
    return [{ keyword: keyword.name, values: asked.values, file, line: line.line, because, by: place, block }];
  };
  if (line.atStart === false && line.forLogin === false) return tell('match-unmet', block ?? undefined);
  if (line.forLogin === true && !copied(line) && line.atStart !== true) return tell('never', undefined);
  // What is not known may still count.
  const sure = line.atStart === true || line.forLogin === true;
  const rival = own.find((other) => chosen.lines.includes(other));
  if (!sure || !chosen.known || rival === undefined) return [];
  if (line.forLogin !== true && rival.forLogin === true) return tell('match-wins', rival);
  if (line.forLogin !== true && !atStart.known) return [];
  return tell(keyword.merge === 'last' || rival.asked.anyway ? 'last-value' : 'first-value', rival);
}

/** Up to 8.6 ChallengeResponseAuthentication, which is on by itself, switches KbdInteractiveAuthentication on too. */
function twoSwitches(all: readonly Judged[]): readonly Judged[] {
  const challenge = all.find(({ effective }) => effective.keyword === 'challengeresponseauthentication');
  const keyboard = all.find(({ effective }) => effective.keyword === 'kbdinteractiveauthentication');
  const value = challenge?.effective.values[0];
  if (challenge?.effective.known === false) {
    const unknown = { keyword: 'kbdinteractiveauthentication', known: false, values: [] };
    return [...all.filter((one) => one !== keyboard), { effective: unknown, dead: [], atStart: none }];
  }
  const set = keyboard?.effective.values[0];
  const inBlock = set !== undefined && keyboard?.atStart.values[0] !== set;
  if (inBlock || keyboard?.effective.known === false) return all;
  const rest = all.filter((one) => one !== keyboard);
  if (value?.value === 'no') {
    if (keyboard !== undefined && set !== undefined) return all;
    return [...rest, keyboardOf([value], [])];
  }
  const by = value === undefined ? null : { file: value.file, line: value.line };
  const lines = keyboard?.atStart.lines ?? [];
  const dead = lines.map(
    ({ asked, file, line, block }): Dead => ({
      ...{ keyword: 'kbdinteractiveauthentication', values: asked.values, file, line },
      ...{ because: 'other-keyword', by, block },
    }),
  );
  return [...rest, keyboardOf(value === undefined ? [] : [value], [...(keyboard?.dead ?? []), ...dead])];
}

function keyboardOf(values: readonly Value[], dead: readonly Dead[]): Judged {
  return { effective: { keyword: 'kbdinteractiveauthentication', known: true, values }, dead, atStart: none };
}

/** An address without a port stands for each of the ports. */
function withPorts(all: readonly Effective[]): readonly Effective[] {
  const ports = all.find(({ keyword }) => keyword === 'port');
  const numbers = ports === undefined || ports.values.length === 0 ? ['22'] : ports.values.map(({ value }) => value);
  const open = (value: string): boolean => !/^(\[.*\]|[^:]*):[^:]*$/.test(value);
  return all.map((one) => {
    if (one.keyword !== 'listenaddress') return one;
    const values = one.values.flatMap((entry) =>
      open(entry.value) ? numbers.map((port) => ({ ...entry, value: `${entry.value}:${port}` })) : [entry],
    );
    return { ...one, known: one.known && ports?.known !== false, values };
  });
}

/** What sshd refuses only when it has read all: of the values at its start. */
function unfit(all: readonly Effective[], judged: readonly Judged[]): readonly Refusal[] {
  const start = (name: string): Value | undefined =>
    judged.find(({ effective }) => effective.keyword === name)?.atStart.values[0];
  const known = (name: string): boolean =>
    judged.find(({ effective }) => effective.keyword === name)?.atStart.known !== false;
  const commands = ['authorizedkeyscommand', 'authorizedprincipalscommand'].flatMap((name) => {
    const command = start(name);
    const lacking = command !== undefined && command.value !== 'none' && start(`${name}user`) === undefined;
    if (!lacking || !known(`${name}user`)) return [];
    return [{ file: command.file, line: command.line, why: `${name} wants ${name}user` }];
  });
  const family = start('addressfamily')?.value;
  const length = family === 'inet' ? 4 : family === 'inet6' ? 16 : null;
  const addresses = all.find(({ keyword }) => keyword === 'listenaddress')?.values ?? [];
  const foreign = addresses.filter(({ value }) => {
    const octets = octetsOf(value.replace(/:[^:]*$/, '').replace(/^\[(.*)\]$/, '$1'));
    return length !== null && octets !== null && octets.length !== length;
  });
  const listening = foreign.map(({ file, line, value }) => ({
    ...{ file, line },
    why: `listenaddress ${value} is not of the address family ${family}`,
  }));
  const keys = judged.find(({ effective }) => effective.keyword === 'hostkey')?.atStart;
  return [...commands, ...listening, ...keyless(keys ?? none), ...unsatisfied(start)];
}

/** Without a host key sshd gives up. Which files are there is not known here, but two kinds of path lead to none. */
function keyless({ known, values }: Chosen): readonly Refusal[] {
  // Behind a keyword in quotes a `=` belongs to the path, which is then a relative one.
  const lost = values.filter(({ value }) => value === 'none' || value.startsWith('='));
  if (!known || lost.length < values.length) return [];
  return lost.map(({ file, line, value }) => ({ file, line, why: `hostkey ${value} leaves no host key` }));
}

/** Methods that are all switched off leave nobody a way in, and sshd says so at its start. */
function unsatisfied(start: (name: string) => Value | undefined): readonly Refusal[] {
  const lists = start('authenticationmethods');
  if (lists === undefined || lists.value === 'any') return [];
  const switches: Readonly<Record<string, readonly [string, string]>> = {
    publickey: ['pubkeyauthentication', 'yes'],
    password: ['passwordauthentication', 'yes'],
    'keyboard-interactive': ['kbdinteractiveauthentication', 'yes'],
    hostbased: ['hostbasedauthentication', 'no'],
    'gssapi-with-mic': ['gssapiauthentication', 'no'],
    'gssapi-keyex': ['gssapiauthentication', 'no'],
  };
  const on = (method: string): boolean => {
    const [name, fallback] = switches[method.replace(/:.*/, '')] ?? ['', 'yes'];
    return (start(name)?.value ?? fallback) === 'yes';
  };
  const possible = lists.value.split(' ').some((list) => list.split(',').every(on));
  const why = 'all lists of authenticationmethods have a method that is switched off';
  return possible ? [] : [{ file: lists.file, line: lists.line, why }];
}
