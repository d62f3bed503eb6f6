import type { Observation, ObservationMap } from '../../model/observation.ts';
import { namedKeys, parseKey } from './keys.ts';
import { anywhere, debugged, fact, type Line, type Log, said } from './log.ts';
import { isHung, waitsForMaster } from './shared.ts';

type KeyState = ObservationMap['client.key']['state'];
type Socket = ObservationMap['control.socket']['state'];

/** The client's own things: its release, keys, agent and control socket. */
export function clientFacts(log: Log): readonly Observation[] {
  return [...release(log), ...keys(log), ...token(log), ...agent(log), ...controlSocket(log)];
}

function release(log: Log): readonly Observation[] {
  return said(log.lines, /^(OpenSSH_(?:for_Windows_)?(\d+)\.(\d+)[^,]*)/)
    .slice(0, 1)
    .map(({ line, words: [version = '', major, minor] }) =>
      fact(log, 'client.ssh', { version, major: Number(major), minor: Number(minor) }, line),
    );
}

const loadStates: Readonly<Record<string, KeyState>> = {
  'bad permissions': 'bad-permissions',
  'Permission denied': 'denied',
  'No such file or directory': 'missing',
  'incorrect passphrase supplied to decrypt private key': 'locked',
};

/** The state by its words from the first on; null where they may be the beginning of several. */
function loadState(text: string): KeyState | null {
  const known = Object.keys(loadStates);
  const words = known.find((one) => text.startsWith(one));
  if (words !== undefined) return loadStates[words] ?? null;
  return known.some((one) => one.startsWith(text)) ? null : 'malformed';
}

/** PKCS11Provider names a module that is not there; where other keys are shown, nobody knows that one of the token was meant. */
function token(log: Log): readonly Observation[] {
  const others = debugged(log.lines, /^Offering public key: /).length > 0;
  return said(log.lines, /^(?:provider (\S+) is not a PKCS11 library$|dlopen (\S+) failed: )/)
    .slice(0, 1)
    .map(({ line, words: [path, loaded] }) =>
      fact(log, 'client.key', { path: path || loaded || '', state: 'missing', named: !others, text: line.text }, line),
    );
}

function keys(log: Log): readonly Observation[] {
  const found: Observation[] = [];
  const named = namedKeys(log);
  const states = new Set<string>();
  const state = (path: string, how: KeyState, isNamed: boolean, line: Line): void => {
    if (states.has(`${how} ${path}`)) return;
    states.add(`${how} ${path}`);
    found.push(fact(log, 'client.key', { path, state: how, named: isNamed, text: line.text }, line));
  };
  for (const { line, words } of said(log.lines, /^Load key "(.+)": (.+)$/)) {
    const [path = '', text = ''] = words;
    const how = loadState(text);
    if (how !== null) state(path, path.endsWith('.pub') ? 'not-private' : how, named(path), line);
  }
  for (const { line, words } of said(log.lines, /^Warning: Identity file (.+) not accessible: (.+)\.$/)) {
    const [path = '', text = ''] = words;
    state(path, text.startsWith('Permission denied') ? 'denied' : 'missing', true, line);
  }
  for (const { line, words } of anywhere(log.lines, /^no such identity: ([^:]+)(?:: (.+))?$/)) {
    const [path = '', text = ''] = words;
    // ssh tells of a missing default only with -vvv; with the reason behind it, none but a default is told so.
    const isNamed = line.level === 0 || (text === '' && named(path));
    state(path, text.startsWith('Permission denied') ? 'denied' : 'missing', isNamed, line);
  }
  for (const { line, words } of said(log.lines, /^(?:Permissions (?:\d+ )?|[\u2026.\s]+\d+ )for '(.+)' are too open/)) {
    const [path = ''] = words;
    if (/ssh_host_/.test(path) || states.has(`not-private ${path}`)) continue;
    state(path, path.endsWith('.pub') ? 'not-private' : 'bad-permissions', named(path), line);
  }
  for (const { line, words } of said(log.lines, /private key (.+) contents do not match public/)) {
    state(words[0] ?? '', 'mismatch', named(words[0] ?? ''), line);
  }
  let tried = '';
  for (const { line, words } of debugged(
    log.lines,
    /^(?:Trying private key: (.+)|Server accepts key: (.+)|(no passphrase given|read_passphrase: can't open ).*)$/,
  )) {
    const [trying = '', accepted = '', asked = ''] = words;
    if (asked === '') tried = trying === '' ? parseKey(accepted).source : trying;
    else if (tried !== '') state(tried, 'locked', named(tried), line);
  }
  const unasked = lockedInBatch(log);
  if (unasked !== null) state(unasked.path, 'locked', named(unasked.path), unasked.line);
  return found;
}

/**
 * In batch mode ssh says nothing of a passphrase: the server would take the key, and no signature goes out. Of every other
 * reason there is a line.
 */
function lockedInBatch(log: Log): { readonly path: string; readonly line: Line } | null {
  let key: ReturnType<typeof parseKey> | null = null;
  // That a private half is not there, it says of a default key with -vvv alone.
  const goesOn = log.lines.some((line) => line.level === 3)
    ? /^(?:we did not send a packet, disable method$|Trying private key: |Offering public key: )/
    : /^we did not send a packet, disable method$/;
  for (const line of log.lines) {
    const [, accepted] = /^Server accepts key: (.+)$/.exec(line.body) ?? [];
    if (accepted !== undefined) key = parseKey(accepted);
    else if (key !== null && goesOn.test(line.body)) {
      return key.agent ? null : { path: key.source, line };
    } else if (!/^sign_and_send_pubkey: (?:using|signing using) /.test(line.body)) key = null;
  }
  return null;
}

function agent(log: Log): readonly Observation[] {
  const prefix = /^(?:get_agent_identities|pubkey_prepare): (.+)$/;
  const answers = debugged(log.lines, prefix).flatMap(({ line, words: [text = ''] }) => {
    const count = /^agent returned (\d+) keys/.exec(text)?.[1];
    if (count !== undefined) {
      return [
        fact(log, 'client.agent', { state: Number(count) > 0 ? 'has-keys' : 'empty', keys: Number(count) }, line),
      ];
    }
    if (text.includes('agent contains no identities'))
      return [fact(log, 'client.agent', { state: 'empty', keys: 0 }, line)];
    if (/agent refused operation/.test(text)) return [fact(log, 'client.agent', { state: 'refused' }, line)];
    const failed = /^ssh_(?:get_authentication_socket|fetch_identitylist|agent_bind_hostkey): /.test(text);
    // An agent too old to be bound to a host key still signs.
    return failed && !text.startsWith('ssh_agent_bind')
      ? [fact(log, 'client.agent', { state: 'unreachable' }, line)]
      : [];
  });
  const refusals = said(log.lines, /agent refused operation|^Agent admitted failure to sign/).map(({ line }) =>
    fact(log, 'client.agent', { state: 'refused' }, line),
  );
  return [...answers, ...refusals, ...muteAgent(log)];
}

/** What ssh says last before it asks the agent: what it is, to which host key it is to be bound, which keys it has. */
const asksAgent =
  /^(?:ssh_get_authentication_socket_path: path |get_agent_identities: (?:bound agent to hostkey|ssh_agent_bind_hostkey: ))/;

/** ssh hears nothing of the server while it waits for the agent. */
function muteAgent(log: Log): readonly Observation[] {
  const last = log.lines.findLast((line) => line.text !== '');
  const waits = log.cut && last !== undefined && last.level > 0 && asksAgent.test(last.body);
  return waits ? [fact(log, 'client.agent', { state: 'mute' }, last)] : [];
}

function controlSocket(log: Log): readonly Observation[] {
  const socket = (path: string, state: Socket, line: Line): Observation =>
    fact(log, 'control.socket', { path, state }, line);
  const absent = debugged(log.lines, /^Control socket "(.+)" does not exist/).map(({ line, words: [path = ''] }) =>
    socket(path, 'absent', line),
  );
  const tried = anywhere(log.lines, /^Control socket connect\((.+)\): (.+)$/).map(
    ({ line, words: [path = '', text = ''] }) =>
      socket(
        path,
        text.startsWith('Permission') ? 'denied' : text.startsWith('No such file') ? 'absent' : 'dead',
        line,
      ),
  );
  const broken = anywhere(
    log.lines,
    /^(?:mux_client_\w+: (?:read from master failed|write packet)|muxclient: master hello exchange failed)/,
  );
  const dead = broken.slice(0, 1).map(({ line }) => socket(pathOfSocket(log), 'dead', line));
  const opened = debugged(log.lines, /^mux_client_request_session: master session id: \d+/);
  const mute = waitsForMaster(log) !== null;
  const alive = opened.slice(0, 1).map(({ line }) => socket(pathOfSocket(log), mute ? 'mute' : 'alive', line));
  const waits = debugged(log.lines, /^auto-mux: Trying existing master/)[0];
  const last = log.lines.findLast((line) => line.text !== '');
  const silent = (log.cut && last?.stage === 'config') || isHung(log);
  const hung = silent && waits !== undefined && opened.length + broken.length + tried.length === 0;
  const unmade = said(
    log.lines,
    /^unix_listener: cannot bind to path (.+?)(?:\.\w{16})?: (?!Address already in use)/,
  ).map(({ line, words: [path = ''] }) => socket(path, 'unmakeable', line));
  return [
    ...unmade,
    ...absent,
    ...tried,
    ...dead,
    ...alive,
    ...(hung ? [socket(pathOfSocket(log), 'hung', waits.line)] : []),
  ];
}

function pathOfSocket(log: Log): string {
  return debugged(log.lines, /^auto-mux: Trying existing master at '(.+)'/)[0]?.words[0] ?? '';
}

/** Whether another ssh carries this session: this one opens no connection. */
export function isMultiplexed(log: Log): boolean {
  return debugged(log.lines, /^mux_client_request_session: master session id: \d+/).length > 0;
}
