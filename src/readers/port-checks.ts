/*
 * What nc, ncat, telnet, curl, nmap and ssh-keyscan print when somebody tries the SSH port by hand.
 */
import type { Evidence } from '../model/evidence.ts';
import type { ConnectOutcome, Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import type { Symptom } from '../model/stage.ts';
import { familyOf, scopeOf } from '../wire/address.ts';
import { dialledIn, factAt } from './pasted.ts';
import { type Check, checksIn, messages } from './port-checks/checks.ts';
import { greetingFacts } from './port-checks/greeting.ts';
import { letIn } from './port-checks/let-in.ts';
import { clean } from './ssh-log/text.ts';

/** A scan of a whole network has no end; what a person asks about stands at the end of it. */
const most = 1000;

/** Where the text names a helper, these programs speak of its connection, and ssh's own reader knows that. */
const proxied = /UNKNOWN port 65535|Executing proxy (?:dialer )?command: /;

const sshFailed = /^ssh: connect to host \S+ port \d+: /;
const twoAnswers =
  'the port opened for a check by hand and not for ssh: they may have been run at different times, or on different machines';
const filtered = 'nmap says "filtered": nothing answered, or a device refused. `nmap --reason` tells which.';

const dialled = [
  /^ssh: connect to host (\S+) port (\d+): /,
  /^debug1: Connecting to (\S+) (?:\[\S+\] )?port (\d+)\.?$/,
  /^(?:\S*[$#%>] ?)?ssh (?:.* )?-p ?()(\d+)(?: |$)/,
];

interface Judged extends Check {
  readonly target: boolean;
}

export const reader: Reader = {
  id: 'port-checks',
  title: 'checks of the port by hand',
  knows: [{ program: 'nc, ncat, telnet, curl, nmap, ssh-keyscan', texts: messages }],
  recognise,
  read,
};

function recognise(lines: readonly string[]): readonly number[] {
  const closed = hungUp(lines, '').map(({ at }) => (at.line ?? 1) - 1);
  const elsewhere = letIn('', lines).map(({ at }) => (at.line ?? 1) - 1);
  return [...new Set([...judged(lines).map((check) => check.index), ...closed, ...elsewhere])];
}

/** Never covers anything: nobody knows what else was tried. */
function read(evidence: Evidence): Reading {
  const lines = typeof evidence.data === 'string' ? evidence.data.split('\n') : [];
  const all = judged(lines).slice(-most);
  // What ssh was refused and nc was not may have been tried from two machines: neither settles the other.
  const disputed = lines.some((line) => sshFailed.test(clean(line)));
  // ssh gives the reason that some of these programs keep to themselves.
  const told = (check: Judged): boolean =>
    check.outcome === 'open' || (check.outcome === 'failed' && check.errno === undefined);
  const checks = all.filter((check) => !(disputed && check.target && told(check)));
  const observations = [
    ...checks.flatMap((check) => factsOf(check, evidence.id, lines[check.index] ?? '')),
    ...scans(all, evidence.id, lines),
    ...inTurn(all, evidence.id, lines),
    ...resolved(all, evidence.id, lines),
    ...elsewhere(lines, evidence.id),
    ...letIn(evidence.id, lines),
    ...hidden(checks, evidence.id, lines),
    ...hungUp(lines, evidence.id),
    ...all.flatMap((check) => (check.target ? greetingFacts(evidence.id, lines, check.index) : [])),
  ];
  const vague = checks.some((check) => check.outcome === null);
  const notes = [
    ...(all.some((check) => check.outcome === 'open' && !checks.includes(check)) ? [twoAnswers] : []),
    ...(vague ? [filtered] : []),
  ];
  return { covers: [], observations, ...(notes.length > 0 ? { notes } : {}) };
}

/** Where the port was scanned over both families, what each of them found: of one alone the other facts tell as much. */
function scans(checks: readonly Judged[], id: string, lines: readonly string[]): readonly Observation[] {
  const own = checks.flatMap(({ index, target, scan }) => (target && scan !== undefined ? [{ index, scan }] : []));
  if (new Set(own.map(({ scan }) => scan.family)).size < 2) return [];
  return own.map(({ index, scan }) => factAt(id, lines, index, 'tcp.scan', scan));
}

const keyscan = /(?:^|[$#%>] ?)ssh-keyscan (?:-\S+ (?:[\w,]+ )??)*([\w.:-]+)(?: [>|2].*)?$/;

const ended = /^(\S+): Connection closed by remote host$|^read \((\S+)\): Connection reset by peer$/;

/** ssh-keyscan was closed on before a version line came. It says so once for each type of key. */
function hungUp(lines: readonly string[], id: string): readonly Observation[] {
  const cleaned = lines.map(clean);
  const asked = new Set(cleaned.flatMap((line) => keyscan.exec(line)?.[1] ?? []));
  const at = cleaned.findIndex((line) => asked.has(ended.exec(line)?.slice(1).join('') ?? ''));
  const how = cleaned[at]?.startsWith('read ') ? 'reset' : 'closed';
  return at < 0 ? [] : [factAt(id, lines, at, 'identification.end', { how, by: 'socket' })];
}

/** All that is known is that nmap met silence or a device: one of the two it is. */
function hidden(checks: readonly Judged[], id: string, lines: readonly string[]): readonly Observation[] {
  const [only, ...more] = checks.filter(({ target }) => target);
  if (only === undefined || more.length > 0 || only.outcome !== null) return [];
  if (lines.some((line) => sshFailed.test(clean(line)))) return [];
  const may = ['tcp.timeout', 'route.prohibited', 'route.unreachable'] as const;
  return [factAt(id, lines, only.index, 'connection.end', { may, text: clean(lines[only.index] ?? '') })];
}

/** A name that led to several addresses: these belong together, and others need not. */
function resolved(checks: readonly Judged[], id: string, lines: readonly string[]): readonly Observation[] {
  const own = checks.filter(({ target, name, address }) => target && name !== undefined && familyOf(address) !== null);
  const together = own.filter((one) => own.some((o) => o.name === one.name && o.address !== one.address));
  return together.flatMap(({ address, index }) => {
    const family = familyOf(address);
    if (family === null) return [];
    const value = { address, family, scope: scopeOf(address), source: 'system' } as const;
    return [factAt(id, lines, index, 'name.address', value)];
  });
}

const asked = /(?:^|[$#%>] ?)(?:nc|ncat|telnet) (?:-\S+ )*([\w.:-]+) (\d{1,5})$/;
const versioned = /^(SSH-2\.0-\S+)/;

/** An SSH server that told its version at another port of a machine whose SSH port is asked about. */
function elsewhere(lines: readonly string[], id: string): readonly Observation[] {
  const cleaned = lines.map(clean);
  const { hosts, ports } = dialledIn(lines);
  return cleaned.flatMap((line, i) => {
    const [, host = '', number = ''] = asked.exec(line) ?? [];
    if (number === '' || !hosts.has(host) || ports.has(Number(number))) return [];
    // telnet has three lines of its own before.
    const at = cleaned.findIndex((other, n) => n > i && n < i + 5 && versioned.test(other));
    const between = cleaned.slice(i + 1, Math.max(i + 1, at));
    if (at < 0 || between.some((other) => other !== '' && !/^(?:Trying|Connected to|Escape character) /.test(other)))
      return [];
    const version = versioned.exec(cleaned[at] ?? '')?.[1] ?? '';
    return [factAt(id, lines, at, 'ssh.elsewhere', { port: Number(number), version })];
  });
}

const symptoms: Readonly<Partial<Record<ConnectOutcome, Symptom>>> = {
  refused: 'tcp.refused',
  timeout: 'tcp.timeout',
  reset: 'tcp.reset',
};

/** The same check made several times in a row, as by a loop: how often it works is what was measured. */
function inTurn(checks: readonly Judged[], id: string, lines: readonly string[]): readonly Observation[] {
  const own = checks.filter(({ target, scan }) => target && scan === undefined);
  const [first] = own;
  const inRow = own.every(
    ({ index, address, port }, i) =>
      address === first?.address && port === first.port && (i === 0 || index - (own[i - 1]?.index ?? 0) === 1),
  );
  if (own.length < 4 || !inRow || own.some(({ outcome }) => outcome !== 'open' && wordOf(outcome) === undefined))
    return [];
  return own.map(({ index, address, outcome }, i) => {
    const symptom = wordOf(outcome);
    const value = {
      n: i + 1,
      ok: symptom === undefined,
      ...(symptom === undefined ? {} : { symptom }),
      ms: 0,
      address,
    };
    return factAt(id, lines, index, 'attempt', value);
  });
}

const wordOf = (outcome: ConnectOutcome | null): Symptom | undefined =>
  outcome === null ? undefined : symptoms[outcome];

/** The checks of the SSH port, and those of other ports where they are of a machine whose SSH port is asked about. */
function judged(lines: readonly string[]): readonly Judged[] {
  const cleaned = lines.map(clean);
  if (cleaned.some((line) => proxied.test(line))) return [];
  const named = cleaned.flatMap((line) => dialled.flatMap((pattern) => pattern.exec(line) ?? []).slice(1));
  const ports = new Set(['22', ...named.filter((_, i) => i % 2 === 1)].map(Number));
  const typed = namesOf(cleaned);
  const checks = checksIn(cleaned).map((check) => ({
    ...check,
    address: check.name !== undefined && typed.includes(check.name) ? check.name : check.address,
    target: ports.has(check.port),
  }));
  const hosts = new Set([...named, ...checks.filter((check) => check.target).map((check) => check.address)]);
  return checks.filter((check) => check.target || (check.outcome !== null && hosts.has(check.address)));
}

/** Without -v ssh tells the name and not the address: two words for one place would look like two addresses. */
function namesOf(lines: readonly string[]): readonly string[] {
  if (lines.some((line) => dialled[1]?.test(line))) return [];
  return lines.flatMap((line) => dialled[0]?.exec(line)?.[1] ?? []);
}

function factsOf(check: Judged, evidence: string, line: string): readonly Observation[] {
  const at = { evidence, line: check.index + 1, quote: line.trim() };
  const { address, port, outcome, errno, answer, version } = check;
  if (outcome === null) return [];
  const known = { ...(errno === undefined ? {} : { errno }), ...(answer === undefined ? {} : { answer }) };
  if (!check.target) {
    return [{ kind: 'tcp.control', value: { address, port, outcome, unused: false, ...known }, at }];
  }
  if (check.reasonless) {
    const may = ['tcp.refused', 'tcp.timeout', 'route.unreachable'] as const;
    return [{ kind: 'connection.end', value: { may, text: line.trim() }, at }];
  }
  const attempt = connect(address, port, outcome, check.scan?.family);
  const facts: Observation[] = [{ kind: 'tcp.connect', value: { ...attempt, ...known }, at }];
  if (version !== undefined) facts.push({ kind: 'identification.version', value: version, at });
  return [...facts, ...served(check, at)];
}

/** nmap has talked to what listens, and it is no SSH; `tcpwrapped` is one that hangs up before a word. */
function served({ service = 'ssh' }: Check, at: Observation['at']): readonly Observation[] {
  if (/^(?:ssh|unknown)\b/.test(service) || service.endsWith('?')) return [];
  const text = at.quote ?? '';
  if (service === 'tcpwrapped')
    return [{ kind: 'connection.end', value: { may: ['identification.closed', 'identification.reset'], text }, at }];
  return [{ kind: 'identification.end', value: { how: 'not-ssh', by: 'socket' }, at }];
}

/** A name without an address may be of either family; most are IPv4. */
function connect(address: string, port: number, outcome: ConnectOutcome, asked: 4 | 6 = 4) {
  return { address, family: familyOf(address) ?? asked, port, outcome, by: 'socket' } as const;
}
