import type { Ended, Stream } from '../../model/platform.ts';
import type { ProbeContext } from '../../model/probe.ts';
import { version as ownVersion } from '../../model/version.gen.ts';
import { concat, latin1 } from '../../wire/bytes.ts';
import { type Identification, ownIdentification, parseIdentification } from '../../wire/identification.ts';
import { encodeKexInit, type KexLists } from '../../wire/kexinit.ts';
import { packClear, readClear } from '../../wire/packet.ts';

/** What passed on one connection. Bytes are text in Latin-1: one character an octet. */
export type Conversation = {
  /** Null when it went through a helper. */
  readonly address: string | null;
  readonly localPort: number | null;
  readonly connectMs: number;
  /** What the server sent, with ms since the connection was open. */
  readonly chunks: readonly { readonly atMs: number; readonly bytes: string }[];
  /** All octets that came, kept or not. */
  readonly total: number;
  /** When we sent our version line; null: never. */
  readonly spokeAtMs: number | null;
  readonly end: {
    readonly how: 'fin' | 'rst' | 'failure' | 'silence' | 'enough';
    readonly atMs: number;
    readonly code: string | null;
  };
  readonly client: KexLists;
  /** The user's ConnectTimeout, which also covers the wait for the version line. */
  readonly limitMs?: number;
  /** What the helper printed on standard error. */
  readonly helper: readonly string[];
  readonly helperRan?: HelperRan;
};

/** How a helper fared by itself. */
export type HelperRan = {
  /** Null: it still ran when we had heard enough. */
  readonly ended: Ended | null;
  /** While it ran no program of this machine sent anything to anybody. */
  readonly silent: boolean;
  /** This machine has a default route, so that a connection would have been tried. */
  readonly wayOut: boolean;
};

/** A server that speaks at once is heard out; one that waits for us gets our line after this. */
const quietMs = 1500;
const patienceMs = 7500;
/** One that has said a line which is not yet the version line may be slow, or mean to keep us: endlessh waits ten seconds. */
const patienceForMoreMs = 35_000;
const maxBytes = 64 * 1024;
const maxChunks = 200;

/** Talks until the server's list of algorithms is there, or the end, or silence, or more bytes than any server sends. */
export async function converse(
  context: ProbeContext,
  stream: Stream,
  client: KexLists,
  address: string | null,
): Promise<Conversation> {
  const heard: { atMs: number; bytes: Uint8Array }[] = [];
  let total = 0;
  let spokeAtMs: number | null = null;
  let sentKexInit = false;
  const left = context.remainingMs() - 400;
  const started = context.on.now();
  const elapsed = (): number => context.on.now() - started;
  const result = (how: Conversation['end']['how'], atMs: number, code: string | null = null): Conversation => {
    stream.close();
    const chunks = heard.map((h) => ({ atMs: Math.round(h.atMs * 10) / 10, bytes: latin1(h.bytes) }));
    const end = { how, atMs: Math.round(atMs * 10) / 10, code };
    return {
      address,
      localPort: stream.localPort,
      connectMs: stream.connectMs,
      chunks,
      total,
      spokeAtMs,
      end,
      client,
      helper: [],
    };
  };
  for (;;) {
    const so = parseIdentification(concat(...heard.map((h) => h.bytes)));
    const mayCarry =
      address === null && so.problem === 'binary' && !carriesVersion(concat(...heard.map((h) => h.bytes)));
    if ((isEnough(so) && !mayCarry) || total > maxBytes || heard.length >= maxChunks)
      return result('enough', elapsed());
    if (so.version !== null && !sentKexInit) {
      if (spokeAtMs === null) stream.write(ownIdentification(`sshwhy_${ownVersion}`));
      stream.write(packClear(encodeKexInit(client, new Uint8Array(16))));
      spokeAtMs ??= elapsed();
      sentKexInit = true;
    }
    const until = Math.min(left, so.lines.length > 0 && so.version === null ? patienceForMoreMs : patienceMs);
    const wait = (spokeAtMs === null ? Math.min(quietMs, until) : until) - elapsed();
    const event = wait <= 0 ? ({ is: 'silence', atMs: elapsed() } as const) : await stream.next(wait);
    if (context.signal.aborted) return result('silence', elapsed());
    if (event.is === 'bytes') {
      total += event.bytes.length;
      heard.push({ atMs: event.atMs, bytes: event.bytes.subarray(0, maxBytes) });
    } else if (event.is === 'silence' && mayCarry) return result('enough', event.atMs);
    else if (event.is === 'silence' && spokeAtMs === null) {
      stream.write(ownIdentification(`sshwhy_${ownVersion}`));
      spokeAtMs = elapsed();
    } else if (event.is === 'silence') return result('silence', event.atMs);
    else if (event.is === 'end') return result('fin', event.atMs);
    else return result(event.error.code === 'ECONNRESET' ? 'rst' : 'failure', event.atMs, event.error.code);
  }
}

/** A helper may have put text of its own before what it carries: then a version line comes behind it. */
export function carriesVersion(bytes: Uint8Array): boolean {
  return /[\r\n]SSH-(?:2\.0|1\.99)-[^\r\n]/.test(latin1(bytes));
}

/** Nothing more can be learnt: a foreign protocol, or the first packet is there. */
function isEnough(so: Identification): boolean {
  if (so.problem !== null) return true;
  return so.version !== null && (so.version.protocol !== '2.0' || readClear(so.rest).is !== 'incomplete');
}
