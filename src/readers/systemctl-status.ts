/*
 * What `systemctl status` prints of the units that may serve SSH. The log lines below it are read as those of a log.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, ObservationMap, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { apartLines, commandAbove, factAt, hasMark, linesOf } from './pasted.ts';
import { clean } from './ssh-log/text.ts';

type Unit = ObservationMap['server.unit'];

interface Block {
  /** Lines from 0: the heading, and those that tell something. */
  readonly first: number;
  readonly own: readonly number[];
  readonly unit: Unit | null;
  /** The line that tells the state. */
  readonly state: number;
}

const names = 'sshd?(?:@[^\\s]*)?\\.(?:service|socket)';
/** Since 247 the mark tells the state; before, it is the same dot for all. */
const heading = new RegExp(`^(?:([\\u25cf\\u25cb\\u21bb\\u00d7*x]) )?(${names})(?: - .*)?$`);
const marks: Readonly<Record<string, string>> = { '\u25cf': 'active', '\u25cb': 'inactive', '\u00d7': 'failed' };
const gone = new RegExp(
  `^(?:Failed to (?:get unit file state for|\\w+) )?(?:Unit )?(${names})(?: could not be found\\.?|: Unit \\S+ (?:not found|could not be found)\\.?| not found\\.?)$`,
);

export const reader: Reader = {
  id: 'systemctl-status',
  title: 'state of the units of sshd',
  knows: [
    {
      program: 'systemctl',
      texts: [
        'systemctl status ssh, sshd, ssh.socket',
        'systemctl is-active ssh',
        'systemctl list-units, list-unit-files, list-sockets',
        gone,
        'rc-service sshd start',
      ],
    },
  ],
  vantage: 'server',
  recognise: (lines) => blocksIn(lines).flatMap(({ first, own }) => [first, ...own]),
  read,
};

const skipped =
  /^Unit (sshd?\.(?:service|socket)) could not be found|^Failed to (?:re)?start (sshd?\.(?:service|socket)): Unit (\S+) (not found|is masked|could not be found)/;
const ofOpenRc = /^(?:\* )?rc-service: service [`'](sshd?)' does not exist$/;
/** No block is longer above its log lines. */
const longest = 40;

function blocksIn(raw: readonly string[]): readonly Block[] {
  if (!hasMark(raw, /sshd?(?:@\S*)?\.(?:service|socket)|is-(?:active|failed) sshd?|rc-service: service/)) return [];
  const lines = raw.map(clean);
  const isApart = apartLines(raw);
  return lines.flatMap((line, i): readonly Block[] => {
    if (isApart(i)) return [];
    const refused = refusedStart(line, i) ?? inOneWord(lines, i) ?? inTable(lines, i);
    if (refused !== null) return [refused];
    const [, mark = '', unit] = heading.exec(line) ?? [];
    return unit === undefined ? [] : blockAt(lines, i, unit, mark);
  });
}

/** systemctl names a unit that it does not know, or may not start, in one line. */
function refusedStart(line: string, i: number): Block | null {
  const named = ofOpenRc.exec(line)?.[1];
  const missing = named === undefined ? (gone.exec(line)?.[1] ?? skipped.exec(line)?.[1]) : `${named}.service`;
  const [, , started, , why] = skipped.exec(line) ?? [];
  const unit = missing ?? started;
  if (unit === undefined) return null;
  const load = why === 'is masked' ? 'masked' : 'not-found';
  return { first: i, own: [], state: i, unit: { unit, load, active: 'inactive' } };
}

/**
 * `systemctl is-active ssh`. That it is inactive is not read: of a service that its socket starts it says nothing, and of one
 * that is not there systemctl says the same.
 */
function inOneWord(lines: readonly string[], i: number): Block | null {
  const word = lines[i] ?? '';
  if (word !== 'active' && word !== 'failed') return null;
  const asked = /^(?:sudo )?systemctl is-(?:active|failed) (sshd?)(?:\.service)?$/.exec(
    commandAbove(lines, i - 1, 0) ?? '',
  );
  if (asked === null) return null;
  return { first: i, own: [], state: i, unit: { unit: `${asked[1]}.service`, load: 'loaded', active: word } };
}

const unitRow = new RegExp(
  `^(?:[\\u25cf\\u25cb\\u00d7*] +)?(${names}) +(loaded|masked|not-found|bad-setting|error) +(active|inactive|failed|activating|deactivating) +[a-z][a-z-]+(?: |$)`,
);
const fileRow = new RegExp(`^(${names}) +masked(?:-runtime)?(?: +\\S+)?$`);
const socketRow = /^\S+:\d+ +(sshd?\.socket) +sshd?[@.]\S*$/;

/** Rows of list-units, list-unit-files and list-sockets. A service that is inactive may be one that its socket starts. */
function inTable(lines: readonly string[], i: number): Block | null {
  const line = lines[i] ?? '';
  const [, unit, load = '', state = ''] = unitRow.exec(line) ?? [];
  const made = (value: Unit): Block => ({ first: i, own: [], state: i, unit: value });
  if (unit !== undefined) {
    const bySocket = state === 'inactive' && load === 'loaded' && lines.some((one) => one.includes('.socket'));
    // Of these systemd tells no result here.
    return bySocket ? null : made({ unit, load, active: state });
  }
  const masked = fileRow.exec(line)?.[1];
  if (masked !== undefined) return made({ unit: masked, load: 'masked', active: 'inactive' });
  const listens = socketRow.exec(line)?.[1];
  return listens === undefined ? null : made({ unit: listens, load: 'loaded', active: 'active' });
}

const loaded = /^Loaded: (loaded|masked|not-found|error|bad-setting)\b/;
const active =
  /^Active: (active|inactive|failed|activating|deactivating|reloading)(?: \([\w-]+\))?(?: \(Result: ([\w-]+)\))?/;
const triggered = /^TriggeredBy: (?:([\u25cf\u25cb\u00d7]) )?(sshd?\.socket)/;
const ofBlock =
  /^(?:Loaded|Active|Drop-In|Docs|Process|Main PID|Status|Tasks|Memory|CPU|CGroup|TriggeredBy|Triggers|Condition|Duration|Listen|Accepted|Until|Invocation|IP|IO|Cntrl PID|Error|Mem peak|FD Store): /;

function blockAt(lines: readonly string[], first: number, unit: string, mark: string): readonly Block[] {
  const until = lines.findIndex((line, i) => i > first && (line === '' || heading.test(line)));
  const end = Math.min(until < 0 ? lines.length : until, first + longest);
  const own = Array.from({ length: Math.max(0, end - first - 1) }, (_, i) => first + 1 + i).filter((i) =>
    ofBlock.test(lines[i] ?? ''),
  );
  const find = (pattern: RegExp): number => own.find((i) => pattern.test(lines[i] ?? '')) ?? -1;
  const [load, state, trigger] = [find(loaded), find(active), find(triggered)];
  if (load < 0 && state < 0) return [];
  const is = loaded.exec(lines[load] ?? '')?.[1];
  const [, word, why] = active.exec(lines[state] ?? '') ?? [];
  if (is === undefined || word === undefined) return [{ first, own, state: first, unit: null }];
  // systemctl tells a result only where it is not `success`.
  const result = why ?? (word === 'inactive' || word === 'active' ? 'success' : undefined);
  const value = {
    ...{ unit, load: is, active: word },
    ...(result === undefined ? {} : { result }),
    ...(find(/^Condition: start condition (?:failed|unmet) /) < 0 ? {} : { condition: false }),
  };
  const block = { first, own, state: is === 'loaded' ? state : load, unit: value };
  if (trigger < 0) return [block];
  const socket = socketOf(lines[trigger] ?? '', marks[mark] === word || mark === '\u25cb' || mark === '\u00d7');
  const beside = socket === null ? [] : [{ first, own: [], state: trigger, unit: socket }];
  // A service that its socket starts may well be inactive: it is the socket that tells.
  const told = word !== 'inactive' || (socket !== null && socket.active !== 'failed');
  return [{ ...block, unit: told ? value : null }, ...beside];
}

/** Null: the mark does not tell the state of the socket. */
function socketOf(line: string, telling: boolean): Unit | null {
  const [, mark = '', unit] = triggered.exec(line) ?? [];
  const state = marks[mark];
  const known = state !== undefined && (telling || mark !== '\u25cf');
  return known && unit !== undefined ? { unit, load: 'loaded', active: state } : null;
}

/** Nothing is covered: another unit may serve SSH. */
function read({ id, data }: Evidence): Reading {
  const lines = linesOf(data);
  const blocks = blocksIn(lines);
  const last = new Map(blocks.flatMap((block) => (block.unit === null ? [] : [[block.unit.unit, block] as const])));
  // A unit that was looked at again after a start is what the last look says.
  const observations = blocks.flatMap((block): readonly Observation[] => {
    if (block.unit === null || last.get(block.unit.unit) !== block) return [];
    return [factAt(id, lines, block.state, 'server.unit', block.unit)];
  });
  return { covers: [], observations };
}
