/*
 * One message of a client, and what it says. Each helper makes no more of the words than they hold.
 */
import type { ObservationKind, ObservationMap } from '../../model/observation.ts';
import type { Stage, Symptom } from '../../model/stage.ts';
import { familyOf } from '../../wire/address.ts';
import { errnoOf, outcomeOf } from '../ssh-log/errno.ts';

/** A kind and its value. */
export type Said = { [K in ObservationKind]: readonly [K, ObservationMap[K]] }[ObservationKind];

/** Where the text says that the connection goes. */
export interface Place {
  readonly address: string;
  readonly port: number;
  /** The name that was looked up; empty when the text does not tell. */
  readonly name: string;
}

/** The line that matched, and what stands around it. */
export interface Context {
  readonly text: string;
  readonly place: Place;
  /** The lines before it, the nearest last. */
  readonly before: readonly string[];
  /** The few lines behind it: where a program says first what happened, and then where. */
  readonly after: readonly string[];
}

/** `note`: the message is known, and does not tell where or how the connection ended. */
export interface Statement {
  readonly said: readonly Said[];
  readonly note?: string;
}

type Maker = (words: readonly string[], context: Context) => Statement;

/** Null: the words are those of the message, and it speaks of something else than SSH. */
export type Rule = readonly [RegExp, (words: readonly string[], context: Context) => Statement | null];

/** The messages of each program, by its name. */
export type Programs = Readonly<Record<string, readonly Rule[]>>;

/** What is left open where a message of one of these stages does not tell which; the manner, as far as its words tell. */
export function endedIn(...among: readonly Stage[]): Maker {
  return (_, { text }) => {
    const how = mannerOf(text);
    return {
      said: [['connection.end', { may: among.map((stage) => symptomAt(stage, how)), text }]],
      note: `\u201c${text}\u201d alone does not tell at which stage the connection ended.`,
    };
  };
}

/** A message that any stage may end with. */
export const anyStage: Maker = endedIn('identification', 'kex', 'auth', 'session');

/** One limit for the connection, the version line and the keys. */
export const noAnswer: Maker = (_, { text }) => ({
  said: [['connection.end', { may: ['tcp.timeout', 'identification.silent', 'kex.silent'], text }]],
  note: `\u201c${text}\u201d alone does not tell whether the port was open.`,
});

/** connect(2) failed, and the program keeps the reason to itself: to name none of these would rule the others out. */
export function unconnected(...may: readonly Symptom[]): Maker {
  return (_, { text }) => ({
    said: [['connection.end', { may, text }]],
    note: `\u201c${text}\u201d tells that the port was not reached, and not whether it was refused, silent or out of reach.`,
  });
}

/** It tells the stage and not the manner. */
export const noVersion: Maker = (_, { text }) => ({
  said: [['connection.end', { may: ['identification.closed', 'identification.reset', 'identification.silent'], text }]],
  note: `\u201c${text}\u201d tells that no version line of the server came, but not why: the lines around it may tell.`,
});

function mannerOf(text: string): 'closed' | 'reset' | 'silent' | 'invalid' {
  if (/garbled|corrupt|[Ii]ntegrity|invalid packet/.test(text)) return 'invalid';
  if (/reset|abort|forcibly/i.test(text)) return 'reset';
  return /tim(?:ed|e) ?-?out/i.test(text) ? 'silent' : 'closed';
}

function symptomAt(stage: Stage, how: 'closed' | 'reset' | 'silent' | 'invalid'): Symptom {
  if (how !== 'invalid') return `${stage}.${how}`;
  if (stage === 'identification') return 'identification.not-ssh';
  return stage === 'kex' ? 'kex.invalid' : stage === 'auth' ? 'auth.failed' : 'session.closed';
}

/** A channel that the server would not open (RFC 4254 §5.1), in the words that OpenSSH has for the same. */
export function unopened(what: 'session' | 'forwarding', reason: string): Statement {
  return { said: [['session.refused', { what, text: `open failed: ${reason.toLowerCase()}`, reason }]] };
}

/** The first octets of a text were taken for the length of a packet. */
export const garbled: Maker = (_, { text }) => ({ said: [['session.end', { how: 'other-output', text }]] });

/** How a connect(2) ended, by the words of the system. */
export function connecting(reason: string, place: Place): Statement {
  const errno = errnoOf(reason.charAt(0).toUpperCase() + reason.slice(1));
  return connected(errno, place);
}

/** Some give the number of the errno alone, as Linux, macOS or Windows count. */
export function reasonOf(text: string): string {
  const number = /\[(?:Errno|WinError) (\d+)\]/.exec(text)?.[1] ?? '';
  if (/^(?:111|61|10061)$/.test(number)) return 'Connection refused';
  if (/^(?:110|60|10060)$/.test(number)) return 'Connection timed out';
  if (/^(?:113|65|10065)$/.test(number)) return 'No route to host';
  return /^(?:101|51|10051)$/.test(number) ? 'Network is unreachable' : '';
}

/** How a connect(2) ended; a time-out of the client's own has no errno. */
export function connected(errno: string | undefined, { address, port }: Place, own?: 'timeout'): Statement {
  const family = familyOf(address) ?? 4;
  const outcome = own ?? outcomeOf(errno);
  const value = { address, family, port, outcome, by: 'ssh', ...(errno === undefined ? {} : { errno }) } as const;
  return { said: [['tcp.connect', value]] };
}

/** Programs dial much else: the port or the words around must be of SSH. */
export function isSsh({ text, before }: Context, port: number): boolean {
  if (/22$/.test(String(port)) || /ssh/i.test(text)) return true;
  return !ofOtherService.has(port) && before.some((line) => /ssh/i.test(line));
}

/** Databases, mail, directories, queues: nobody gives these ports to SSH. */
const ofOtherService = new Set([
  25, 53, 389, 465, 587, 636, 993, 1433, 1521, 3306, 5432, 5672, 6379, 9092, 9200, 27017,
]);

/** Programs look up much else: whose name it is an address in the same words tells, or the library that is at work. */
export function isSshName({ text, before, after }: Context): boolean {
  if (otherAddress.test(text)) return false;
  const around = [text, ...before, ...after];
  return around.some((line) => ofSsh.test(line)) || !around.some((line) => ofOthers.test(line));
}

const otherAddress = /\b(?!ssh:|sftp:|scp:|git\+ssh:)[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'/]/i;
const ofSsh = /ssh|sftp|paramiko|netmiko|fabric|remote-exec/i;
const ofOthers =
  /\b(?:urllib3?|requests|httpx|aiohttp|http\.client|psycopg\d?|pymysql|smtplib|redis|mongo\w*|npm|axios|undici|fetch)\b|\b[a-z][a-z0-9+.-]{1,20}:\/\//i;

/** The system's resolver gave no address. */
export function lookup(
  outcome: ObservationMap['name.lookup']['outcome'],
  code: string | undefined,
  name: string | undefined,
): Statement {
  const more = { ...(code === undefined ? {} : { code }), ...(name === undefined || name === '' ? {} : { name }) };
  return { said: [['name.lookup', { source: 'system', outcome, ...more }]] };
}

/** It ended before the server's version line; how many bytes had come, and when, no message tells. */
export function identification(how: ObservationMap['identification.end']['how']): Maker {
  return () => ({ said: [['identification.end', { how, by: 'ssh' }]] });
}

export function kex(
  how: ObservationMap['kex.end']['how'],
  after: ObservationMap['kex.end']['after'] = 'kexinit',
): Maker {
  return (_, { text }) => ({ said: [['kex.end', { how, after, by: 'ssh', text }]] });
}

export function hostkey(result: ObservationMap['hostkey.check']['result']): Maker {
  return (_, { text }) => ({ said: [['hostkey.check', { result, text }]] });
}

/** The login was denied. The server's methods are told only when they leave no way that asks a person. */
export function denied(text: string, list = '', method?: string): Statement {
  const methods = list.match(/[a-z][a-z0-9@.-]*/g) ?? [];
  const asks = methods.some((name) => name === 'password' || name === 'keyboard-interactive');
  const told = asks ? [] : [...new Set(methods)];
  return {
    said: [
      ...told.map((name): Said => ['auth.method', { name, first: false }]),
      ['auth.end', { how: 'denied', text, ...(method === undefined ? {} : { method }) }],
    ],
  };
}

/** The key that the user named cannot be used: the client says so before it shows the server anything. */
export function key(state: ObservationMap['client.key']['state']): Maker {
  return ([path = '']) => ({ said: [['client.key', { path, state, named: true }]] });
}

/** The same, of a program that asks nobody, looks for no other key, and ends there. */
export function onlyKey(state: ObservationMap['client.key']['state']): Maker {
  return ([path = '']) => ({ said: [['client.key', { path, state, named: true, ends: true }]] });
}

export const refused: Maker = (_, { text }) => denied(text);

export function auth(how: ObservationMap['auth.end']['how']): Maker {
  return (_, { text }) => ({ said: [['auth.end', { how, text }]] });
}

/** SSH_MSG_DISCONNECT: only some of its texts tell the stage. */
export const disconnected: Maker = ([number = '', words = ''], context) => {
  const code = Number(number);
  const { text } = context;
  if (/Too many authentication failures/.test(words)) {
    return {
      said: [
        ['disconnect', { code, text: words, stage: 'auth' }],
        ['auth.end', { how: 'too-many', text }],
      ],
    };
  }
  // RFC 4250 §4.2.2: SSH_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE.
  if (code === 14 || /no authentication methods enabled/i.test(words)) {
    return {
      said: [
        ['disconnect', { code, text: words, stage: 'auth' }],
        ['auth.end', { how: 'disconnect', text }],
      ],
    };
  }
  return anyStage([], context);
};
