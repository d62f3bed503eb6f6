import type { Evidence } from '../../model/evidence.ts';
import type { KexList, Observation, ObservationMap } from '../../model/observation.ts';
import { printable } from '../../model/text.ts';
import { isHelperComplaint } from '../../readers/ssh-log/proxy.ts';
import { type Identification, parseIdentification } from '../../wire/identification.ts';
import { decodeKexInit, kexLists } from '../../wire/kexinit.ts';
import { decodeDisconnect, SSH_MSG_DISCONNECT, SSH_MSG_KEXINIT } from '../../wire/messages.ts';
import { negotiate } from '../../wire/negotiate.ts';
import { readClear } from '../../wire/packet.ts';
import { recogniseProtocol } from '../../wire/protocols.ts';
import { type Conversation, carriesVersion } from './converse.ts';
import { state } from './state.ts';

/** What a conversation says, from its raw bytes. */
export function readConversation(talk: Conversation, evidence: Evidence): readonly Observation[] {
  return [...sourceOf(talk, evidence), ...helperOf(talk, evidence), ...said(talk, evidence)];
}

/** Its words may be of the network: what it could not resolve or reach, without a packet. */
const ofTheNetwork = /resol|not known|unreachable|no route|refused|timed? ?out|prohibited|permitted/i;

/** A helper that gave not one octet, and how it ended. */
function helperOf({ helper, helperRan, total }: Conversation, evidence: Evidence): readonly Observation[] {
  if (helperRan === undefined || total > 0) return [];
  const { ended, silent, wayOut } = helperRan;
  const dialsNobody = silent && wayOut && !helper.some((line) => ofTheNetwork.test(line) || isHelperComplaint(line));
  if (ended === null && !dialsNobody) return [];
  const last = helper.at(-1);
  const value = {
    state: ended === null ? ('running' as const) : ('exited' as const),
    ...(typeof ended?.status === 'number' ? { status: ended.status } : {}),
    ...(last === undefined ? {} : { text: last }),
    ...(dialsNobody ? { dials: false as const } : {}),
  };
  const how =
    ended === null
      ? 'still runs'
      : `ended ${ended.signal === null ? `with status ${ended.status}` : `by ${ended.signal}`}`;
  const did = dialsNobody ? ', and this machine has sent nothing to anybody meanwhile' : '';
  return [state('proxy.helper', value, evidence, `the helper ${how}${did}`)];
}

/** Through a helper the server sees another port than ours. */
function sourceOf({ address, localPort }: Conversation, evidence: Evidence): readonly Observation[] {
  if (address === null || localPort === null) return [];
  return [state('tcp.source', { port: localPort }, evidence, `from port ${localPort}`)];
}

function said(talk: Conversation, evidence: Evidence): readonly Observation[] {
  const text = talk.chunks.map((c) => c.bytes).join('');
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0) & 0xff);
  const id = parseIdentification(bytes);
  const lines = [...id.lines, ...(id.version === null && id.partial !== '' ? [id.partial] : [])].slice(0, 50);
  const told = lines.map((line, n) => state('identification.line', { text: line, n }, evidence, printable(line)));
  if (id.version !== null) return [...told, ...withVersion(talk, id, evidence)];
  const foreign = recogniseProtocol(bytes);
  const how = foreign !== null ? 'not-ssh' : endWithoutVersion(talk, id);
  const end = state(
    'identification.end',
    { how, afterMs: talk.end.atMs, bytes: talk.total, by: 'socket', ...endWhen(talk) },
    evidence,
    ending(talk),
  );
  if (foreign === null) return [...told, ...noise(talk, lines, carriesVersion(bytes), evidence), end];
  // What a server says of its own accord came before our first word.
  const first = talk.chunks[0]?.atMs ?? 0;
  const when = talk.spokeAtMs !== null && first >= talk.spokeAtMs ? 'in-answer' : 'at-once';
  return [...told, end, state('identification.protocol', { ...foreign, when }, evidence, printable(foreign.text))];
}

type How = ObservationMap['identification.end']['how'];

function endWithoutVersion(talk: Conversation, id: Identification): How {
  if (id.problem === 'bad-version') return 'invalid';
  if (talk.end.how === 'enough' && (id.problem === 'too-many-lines' || id.problem === null)) return 'endless';
  if (id.problem !== null) return 'not-ssh';
  if (talk.end.how === 'fin') return 'closed';
  if (talk.end.how === 'rst' || talk.end.how === 'failure') return 'reset';
  return trickles(talk, id) ? 'endless' : 'silent';
}

/** A close that comes within a second of our first words is taken for their consequence; a later one may be its own. */
function endWhen({ end, spokeAtMs }: Conversation): { when?: 'at-once' | 'in-answer' } {
  if (end.how === 'silence' || end.how === 'enough') return {};
  if (spokeAtMs === null || end.atMs < spokeAtMs) return { when: 'at-once' };
  return end.atMs - spokeAtMs <= 1000 ? { when: 'in-answer' } : {};
}

/** Line after line, each after a pause, and none is the version line. */
function trickles(talk: Conversation, id: Identification): boolean {
  const first = talk.chunks[0];
  const last = talk.chunks.at(-1);
  return id.lines.length >= 2 && first !== undefined && last !== undefined && last.atMs - first.atMs > 1500;
}

/** Words in a helper's stream that are no server's: a server that refuses us says so in known words. */
function noise(
  talk: Conversation,
  lines: readonly string[],
  carries: boolean,
  evidence: Evidence,
): readonly Observation[] {
  const first = lines[0];
  if (talk.address !== null || first === undefined || /^(Exceeded MaxStartups|Not allowed at this time)/.test(first))
    return [];
  const behind = carries ? { carries: 'version' as const } : {};
  return [state('proxy.noise', { text: first, ...behind }, evidence, printable(first))];
}

function ending(talk: Conversation): string {
  const how = {
    fin: 'closed (FIN)',
    rst: 'reset (RST)',
    failure: talk.end.code ?? 'failed',
    silence: 'silent',
    enough: 'ended by us',
  };
  return `${how[talk.end.how]} ${Math.round(talk.end.atMs)} ms after connecting, ${talk.total} bytes received`;
}

function withVersion(talk: Conversation, id: Identification, evidence: Evidence): readonly Observation[] {
  const version = id.version;
  if (version === null) return [];
  const { protocol, software, comments, raw } = version;
  const old = protocol !== '2.0';
  const afterMs = talk.chunks.at(-1)?.atMs ?? talk.end.atMs;
  return [
    state(
      'identification.version',
      { protocol, software, ...(comments === null ? {} : { comments }) },
      evidence,
      printable(raw),
    ),
    state(
      'identification.end',
      { how: old ? 'old-protocol' : 'version', afterMs, bytes: talk.total, by: 'socket' },
      evidence,
      printable(raw),
    ),
    ...tooLate(talk, evidence),
    ...(old ? [] : keyExchange(talk, id.rest, evidence)),
  ];
}

/** The version line came when the user's own ssh had given up. */
function tooLate({ limitMs, connectMs, chunks }: Conversation, evidence: Evidence): readonly Observation[] {
  const first = chunks[0];
  if (limitMs === undefined || first === undefined) return [];
  const neededMs = Math.round(connectMs + first.atMs);
  const quote = `the first bytes came ${neededMs} ms after dialling`;
  return neededMs > limitMs ? [state('tcp.too-short', { limitMs, neededMs }, evidence, quote)] : [];
}

function keyExchange(talk: Conversation, rest: Uint8Array, evidence: Evidence): readonly Observation[] {
  const packet = readClear(rest);
  const begun = packet.is === 'incomplete' && rest.length > 0 ? { begun: rest.length } : {};
  const end = (how: ObservationMap['kex.end']['how'], text: string): Observation =>
    state('kex.end', { how, after: 'version', afterMs: talk.end.atMs, by: 'socket', text, ...begun }, evidence, text);
  if (packet.is === 'invalid') return [end('invalid', `packet length ${packet.length}, which no SSH packet has`)];
  if (packet.is === 'incomplete') {
    const how = { fin: 'closed', rst: 'reset', failure: 'reset', silence: 'silent', enough: 'silent' } as const;
    return [end(how[talk.end.how], ending(talk))];
  }
  const number = packet.payload[0];
  if (number === SSH_MSG_DISCONNECT) {
    const disconnect = decodeDisconnect(packet.payload);
    if (disconnect === null) return [end('invalid', 'a malformed SSH_MSG_DISCONNECT')];
    const { code, text } = disconnect;
    return [
      state('disconnect', { code, text, stage: 'kex' }, evidence, printable(text)),
      end('disconnect', printable(text)),
    ];
  }
  const offer = number === SSH_MSG_KEXINIT ? decodeKexInit(packet.payload) : null;
  if (offer === null || !offer.ok) return [end('invalid', `message ${number} where SSH_MSG_KEXINIT is due`)];
  const server = offer.value;
  return [
    ...kexLists.map((what: KexList) => state('kex.offer', { what, algorithms: server[what].join(',') }, evidence)),
    ...negotiate(talk.client, server).mismatches.map((m) =>
      state(
        'kex.mismatch',
        {
          what: m.what,
          client: m.client.join(','),
          server: m.server.join(','),
          ...(m.option === undefined ? {} : { option: m.option }),
        },
        evidence,
        `${m.what}: the server offers ${printable(m.server.join(','))}`,
      ),
    ),
  ];
}
