/*
 * Arguments of keywords, in the form in which `sshd -T` prints them: process_server_config_line() and dump_config() of
 * servconf.c.
 */
import type { Keyword } from './keywords.ts';
import { matchAddresses, octetsOf } from './patterns.ts';
import { type Cut, oldWords, shellWordsSince } from './tokens.ts';

/** What a line asks for. */
export interface Asked {
  /** Each as a line of `sshd -T` has it behind the keyword. */
  readonly values: readonly string[];
  /** Only `sshd -T` knows how it prints this: a list that is built on the default, a path that is relative. */
  readonly roughly?: true;
  /** Parts that are set one by one; null for one that the line leaves out. */
  readonly parts?: readonly (string | null)[];
  /** It counts even when a value was set before. */
  readonly anyway?: true;
}

export type Read = { readonly ok: true; readonly asked: Asked } | { readonly ok: false; readonly why: string };

/** How a line stands to those before it, in the two readings of sshd: walk.ts. */
export interface Standing {
  /** It sets the keyword in one of them. Some arguments are looked at only then. */
  readonly sets: true | false | 'unknown';
  /** The keyword surely has a value already, in one of them or in both. */
  readonly hasValue: boolean;
  readonly hasBoth: boolean;
}

export function readValue(keyword: Keyword, cut: Cut, release: number, standing: Standing): Read {
  const strict = standing.sets === true;
  const old = release < shellWordsSince;
  const { kind } = keyword;
  switch (kind.is) {
    case 'rest':
    case 'version':
    case 'command':
      return readRest(kind.is, cut.rest, !old || strict);
    case 'users':
    case 'groups':
    case 'env':
      return readNames(kind.is, cut.words, old);
    case 'setenv':
      return readSetenv(old ? oldWords(cut.rest, false) : cut.words, old);
    case 'files':
      return old && standing.sets === false ? asked([]) : readFiles(cut.words, old);
    case 'methods':
      return readMethods(cut.words, release, standing);
    case 'permit':
      return readPermit(keyword.name, cut.words, release);
    case 'timeouts':
      return readTimeouts(cut.words);
    case 'strings':
      return cut.words.length === 0 ? wrong('no argument') : asked([cut.words.join(' ')]);
    case 'subsystem':
      return readSubsystem(cut.words, release, strict);
    case 'key-options':
      return readKeyOptions(cut.words);
    case 'penalties':
      return cut.words.length === 0 ? wrong('no argument') : { ok: true, asked: { values: cut.words, roughly: true } };
    case 'listen':
      return readListen(cut.words);
    case 'rekey':
      return readRekey(cut.words);
    case 'qos':
      return readQos(cut.words, release);
    default:
      return readOne(keyword, cut.words, release);
  }
}

function asked(values: readonly string[]): Read {
  return { ok: true, asked: { values } };
}

function roughly(value: string): Read {
  return { ok: true, asked: { values: [value], roughly: true } };
}

function wrong(why: string): Read {
  return { ok: false, why };
}

function readOne({ kind, name }: Keyword, words: readonly string[], release: number): Read {
  const word = words[0] ?? '';
  if (word === '') return wrong('no argument');
  if (words.length > 1) return wrong(`more than one argument: ${words.slice(1).join(' ')}`);
  switch (kind.is) {
    case 'one-of': {
      const key = kind.exact ? word : word.toLowerCase();
      return Object.hasOwn(kind.words, key) ? asked([kind.words[key] ?? '']) : wrong(`"${word}" is not allowed`);
    }
    case 'int':
      return orWrong(integer(word), 'is no number');
    case 'int-or-none':
      return word === 'none' ? asked(['none']) : orWrong(integer(word), 'is no number');
    case 'time':
      return orWrong(seconds(word), 'is no time');
    case 'time-or-none':
      if (word.toLowerCase() === 'none') return { ok: true, asked: { values: ['none'], anyway: true } };
      return orWrong(seconds(word) === '0' ? 'none' : seconds(word), 'is no time');
    case 'port': {
      const port = portOf(word);
      if (port === 'named') return roughly(word);
      return port === null || port === 0 ? wrong(`"${word}" is no port`) : asked([`${port}`]);
    }
    case 'mask':
      return orWrong(mask(word), 'is no mask');
    case 'startups':
      return readStartups(word, release);
    case 'netblock':
      return readNetblock(word);
    case 'file':
      return readFile(name, word);
    case 'algorithms':
      if (word.startsWith('=')) return wrong(`"${word}" is no list of algorithms`);
      return /^[-+^]/.test(word) ? roughly(word) : asked([word]);
    case 'facility':
      return orWrong(facilities.has(word.toUpperCase()) ? word.toUpperCase() : null, 'is no facility');
    case 'level':
      return orWrong(levels[word.toUpperCase()] ?? null, 'is no level');
    case 'hash':
      return orWrong(/^(md5|sha(1|256|384|512))$/i.test(word) ? word.toUpperCase() : null, 'is no hash');
    case 'refused':
      return wrong('it cannot be set on this system');
    default:
      return asked([word.toLowerCase() === 'none' ? 'none' : word]);
  }
}

function orWrong(value: string | null, why: string): Read {
  return value === null ? wrong(`the argument ${why}`) : asked([value]);
}

const facilities = new Set(
  'DAEMON USER AUTH AUTHPRIV LOCAL0 LOCAL1 LOCAL2 LOCAL3 LOCAL4 LOCAL5 LOCAL6 LOCAL7'.split(' '),
);
const levels: Readonly<Record<string, string>> = {
  SILENT: 'SILENT',
  QUIET: 'SILENT',
  FATAL: 'FATAL',
  ERROR: 'ERROR',
  INFO: 'INFO',
  VERBOSE: 'VERBOSE',
  DEBUG: 'DEBUG',
  DEBUG1: 'DEBUG',
  DEBUG2: 'DEBUG2',
  DEBUG3: 'DEBUG3',
};

/** strtonum(3) from 0 to the largest int. */
function integer(word: string): string | null {
  const n = /^\s*[+-]?\d+$/.test(word) ? Number(word) : -1;
  return n >= 0 && n <= 0x7fffffff ? `${n}` : null;
}

const unitsOfTime: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** TIME FORMATS of sshd_config(5), in seconds. */
function seconds(word: string): string | null {
  if (!/^(\d+[smhdw]?)+$/i.test(word)) return null;
  const parts = [...word.matchAll(/(\d+)([smhdw]?)/gi)];
  const sum = parts.reduce((n, [, count, unit = '']) => n + Number(count) * (unitsOfTime[unit.toLowerCase()] ?? 1), 0);
  return sum <= 0x7fffffff ? `${sum}` : null;
}

/** A number, or `named` for what may be a name of /etc/services; null for neither. */
export function portOf(word: string): number | 'named' | null {
  const n = integer(word);
  if (n !== null) return Number(n) <= 65_535 ? Number(n) : null;
  if (word === 'ssh') return 22;
  return /^[a-z][\w.+-]*$/i.test(word) && word.toLowerCase() !== 'x' ? 'named' : null;
}

/** strtol(3) in octal, which stops at what is no digit. */
function mask(word: string): string | null {
  const digits = /^\s*[0-7]+/.exec(word)?.[0];
  const n = digits === undefined ? -1 : Number.parseInt(digits, 8);
  return n >= 0 && n <= 0o777 ? `0${n.toString(8)}` : null;
}

function readStartups(word: string, release: number): Read {
  const all = /^\s*([+-]?\d+)(?::([+-]?\d+)(:([+-]?\d+))?)?/.exec(word);
  if (all === null) return wrong('the argument is no start:rate:full');
  const [begin, rate, full] = [Number(all[1]), all[2], all[4]];
  if (rate !== undefined && full === undefined) return wrong('the argument is no start:rate:full');
  const max = full === undefined ? begin : Number(full);
  const share = rate === undefined ? 30 : Number(rate);
  if (begin > max || share > 100 || share < 1) return wrong('the argument is no start:rate:full');
  if (release >= shellWordsSince && (begin <= 0 || max <= 0)) return wrong('the argument is too small');
  // Without a rate it keeps the one of the line before.
  if (rate === undefined) return { ok: true, asked: { values: [`${begin}:${share}:${max}`], roughly: true } };
  return asked([`${begin}:${share}:${max}`]);
}

function readNetblock(word: string): Read {
  const [, four, six] = /^(\d+)(?::(\d+))?/.exec(word) ?? [];
  if (four === undefined || Number(four) > 32 || Number(six ?? 0) > 128)
    return wrong('the argument is no netblock size');
  return six === undefined ? roughly(four) : asked([`${Number(four)}:${Number(six)}`]);
}

function readFile(name: string, word: string): Read {
  if (word.toLowerCase() === 'none') return asked(['none']);
  if (word.startsWith('/')) return asked([word]);
  const asItIs =
    (name === 'hostkeyagent' && word === 'SSH_AUTH_SOCK') ||
    (name === 'securitykeyprovider' && word.toLowerCase() === 'internal') ||
    (name === 'authorizedprincipalsfile' && !word.startsWith('~'));
  return asItIs ? asked([word]) : roughly(word);
}

function readRest(is: 'rest' | 'version' | 'command', rest: string, strict: boolean): Read {
  if (rest === '') return wrong('no argument');
  if (is === 'version' && rest.includes('\r')) return wrong('a carriage return in the argument');
  const none = rest.toLowerCase() === 'none';
  if (is === 'command' && strict && !none && !rest.startsWith('/')) return wrong('it must be an absolute path');
  return asked([none ? 'none' : rest]);
}

function readNames(is: 'users' | 'groups' | 'env', all: readonly string[], old: boolean): Read {
  const words = old ? upToEmpty(all) : all;
  if (old ? words.length < all.length - 1 : words.length === 0 || words.includes(''))
    return wrong('an argument is empty');
  const bad = words.find((word) => {
    if (is === 'env') return word.includes('=');
    const host = is === 'users' ? /@(.*)$/s.exec(word)?.[1] : undefined;
    return host !== undefined && matchAddresses(null, host) === -2;
  });
  return bad === undefined ? asked(words) : wrong(`"${bad}" is not allowed`);
}

function upToEmpty(words: readonly string[]): readonly string[] {
  const empty = words.indexOf('');
  return empty < 0 ? words : words.slice(0, empty);
}

function readSetenv(words: readonly string[], old: boolean): Read {
  const bad = words.find((word) => !word.includes('='));
  if (bad !== undefined) return wrong(`"${bad}" sets nothing`);
  if (words.length === 0) return old ? asked([]) : wrong('no argument');
  const name = (word: string): string => word.slice(0, word.indexOf('='));
  return asked(old ? words : words.filter((word, i) => words.findIndex((other) => name(other) === name(word)) === i));
}

function readFiles(all: readonly string[], old: boolean): Read {
  const words = old ? upToEmpty(all) : all;
  if (!old && (words.length === 0 || words.includes(''))) return wrong('an argument is empty');
  if (words.length === 0) return asked([]);
  const home = words.some((word) => word.startsWith('~'));
  return home ? roughly(words.join(' ')) : asked([words.join(' ')]);
}

const methods = new Set(
  'none publickey password keyboard-interactive hostbased gssapi-with-mic gssapi-keyex gssapi'.split(' '),
);

function readMethods(all: readonly string[], release: number, standing: Standing): Read {
  const old = release < shellWordsSince;
  const words = old ? upToEmpty(all) : all;
  if (old && standing.hasBoth) return asked([words.join(' ')]);
  if (words.length === 0 || words.includes('')) return wrong('an argument is empty');
  if (words.includes('any') && !mayBeAny(words, release, standing)) return wrong('"any" must stand alone');
  const bad = words.find((word) => word !== 'any' && !word.split(',').every((m) => methods.has(m.replace(/:.*/, ''))));
  return bad === undefined ? asked([words.join(' ')]) : wrong(`"${bad}" is no list of methods`);
}

/** Before 10.0 it is held against the methods that are set so far, be it by another line. */
function mayBeAny(words: readonly string[], release: number, { sets, hasValue }: Standing): boolean {
  if (release >= 1000) return words.length === 1;
  if (release >= shellWordsSince && hasValue) return false;
  return words.length === 1 || (sets !== true && words.slice(words.indexOf('any')).every((word) => word === 'any'));
}

function readPermit(name: string, words: readonly string[], release: number): Read {
  const first = words[0] ?? '';
  if (first === '') return wrong('no argument');
  const special = words.findIndex((word) => word === 'any' || word === 'none');
  if (special > 0 || (special === 0 && words.length > 1 && release < 1000)) return wrong(`"${first}" must stand alone`);
  const bare = (word: string): boolean => name === 'permitlisten' && !word.includes(':');
  const bad = words.slice(special + 1).find((word) => {
    const port = bare(word) ? word : /^(?:\[[^\]]*\]|[^:/]*)[:/](.*)$/s.exec(word)?.[1];
    const number = port === undefined || port === '*' ? port : portOf(port);
    return number === undefined || number === null || number === 0;
  });
  if (bad !== undefined) return wrong(`"${bad}" is no host and port`);
  return asked([words.map((word, i) => (i > special && bare(word) ? `*:${word}` : word)).join(' ')]);
}

function readTimeouts(words: readonly string[]): Read {
  if (words.length === 0) return wrong('no argument');
  const none = words.findIndex((word) => word.toLowerCase() === 'none');
  if (none >= 0) return words.length === 1 ? asked(['none']) : wrong('"none" must stand alone');
  const bad = words.find((word) => seconds(/^[^=]+=(.*)$/s.exec(word)?.[1] ?? '') === null);
  return bad === undefined ? asked([words.join(' ')]) : wrong(`"${bad}" is no type and time`);
}

function readSubsystem(words: readonly string[], release: number, strict: boolean): Read {
  const [name = '', program = '', ...more] = words;
  if (name === '') return wrong('it wants a name and a command');
  // Where it comes to nothing 9.5 and newer do not look for the command.
  if (program === '') return release >= 905 && !strict ? asked([name]) : wrong('it wants a name and a command');
  const all = [program, ...more].map((word) => (release >= 905 ? assembled(word) : word));
  return asked([`${name} ${all.join(' ')}`]);
}

/** argv_assemble(): a word as it would be written for a shell. */
function assembled(word: string): string {
  const escaped = word.replace(/[\\'"]/g, '\\$&');
  return word === '' || /[ \t]/.test(word) ? `"${escaped}"` : escaped;
}

function readKeyOptions(words: readonly string[]): Read {
  const low = words.map((word) => word.toLowerCase());
  const bad = low.find((word) => !['none', 'touch-required', 'verify-required'].includes(word));
  if (bad !== undefined) return wrong(`"${bad}" is not allowed`);
  const set = ['touch-required', 'verify-required'].filter((word) => low.includes(word));
  return asked([set.length === 0 ? 'none' : set.join(' ')]);
}

function readListen([word = '', ...more]: readonly string[]): Read {
  if (word === '') return wrong('no argument');
  if (more.length > 0) return wrong('a routing domain cannot be set on this system');
  const bare = !word.includes('[') && word.split(':').length > 2;
  const cut = bare ? null : /^(?:\[([^\]]*)\]|([^:/]*))(?:[:/](.*))?$/s.exec(word);
  // Behind a keyword in quotes a `=` belongs to the argument.
  if (word.startsWith('=') || (!bare && cut === null)) return wrong(`"${word}" is no address and port`);
  const host = bare ? word : (cut?.[1] ?? cut?.[2] ?? '');
  const port = cut?.[3];
  const number = port === undefined ? 0 : portOf(port);
  if (number === null || (port !== undefined && number === 0)) return wrong(`"${word}" has no port that can be`);
  const numeric = octetsOf(host);
  const text = numeric?.length === 16 ? `[${host.toLowerCase()}]` : host;
  const value = port === undefined ? text : `${text}:${number === 'named' ? port : number}`;
  const asPrinted = numeric !== null && number !== 'named' && /^(\[::1?\]|\d+\.\d+\.\d+\.\d+)$/.test(text);
  return asPrinted ? asked([value]) : roughly(value);
}

const scale: Readonly<Record<string, number>> = { '': 0, b: 0, k: 1, m: 2, g: 3, t: 4, p: 5, e: 6 };

function readRekey([bytes = '', time, ...more]: readonly string[]): Read {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([bkmgtpe]?)$/i.exec(bytes) ?? [];
  const size =
    number === undefined ? Number.NaN : Math.floor(Number(number) * 1024 ** (scale[unit.toLowerCase()] ?? 0));
  const amount = bytes === 'default' ? 0 : size;
  if (Number.isNaN(amount) || (amount !== 0 && amount < 16)) return wrong('the argument is no amount of bytes');
  if (more.length > 0) return wrong(`more arguments than two: ${more.join(' ')}`);
  const every = time === undefined || time === 'none' ? null : seconds(time);
  if (every === null && time !== undefined && time !== 'none') return wrong('the second argument is no time');
  return { ok: true, asked: { values: [`${amount} ${every ?? 0}`], parts: [`${amount}`, every] } };
}

const classes = /^(af[1-4][1-3]|cs[0-7]|ef|le|none)$/i;
const legacy = /^(lowdelay|throughput|reliability)$/i;

function readQos([first = '', second = first, ...more]: readonly string[], release: number): Read {
  const pair = [first, second];
  if (more.length > 0) return wrong(`more arguments than two: ${more.join(' ')}`);
  if (pair.every((word) => classes.test(word) || (legacy.test(word) && release < 1000))) {
    return asked([pair.join(' ').toLowerCase()]);
  }
  const known = pair.every((word) => classes.test(word) || legacy.test(word) || /^(0x[\da-f]+|\d+)$/i.test(word));
  return known ? roughly(pair.join(' ')) : wrong(`"${pair.join(' ')}" is no class of service`);
}
