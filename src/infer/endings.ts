import type { Locator } from '../model/evidence.ts';
import type { ConnectOutcome, Facts, Observation, ObservationMap } from '../model/observation.ts';
import type { Stage, What } from '../model/stage.ts';
import { observed } from './facts.ts';

/** How one stage ended. */
export type Ending =
  | { readonly is: 'pass' | 'skip'; readonly at: Locator }
  | { readonly is: 'fail'; readonly what: What; readonly at: Locator }
  | { readonly is: 'unknown' };

const unknown: Ending = { is: 'unknown' };

/** Each stage by its own facts alone. */
export function endings(facts: Facts): Record<Stage, Ending> {
  return {
    config: configEnding(facts),
    name: nameEnding(facts),
    ...connectEndings(facts),
    identification: identificationEnding(facts),
    kex: kexEnding(facts),
    hostkey: hostkeyEnding(facts),
    auth: authEnding(facts),
    session: sessionEnding(facts),
  };
}

function pass(at: Locator): Ending {
  return { is: 'pass', at };
}

function fail(what: What, at: Locator): Ending {
  return { is: 'fail', what, at };
}

function configEnding(facts: Facts): Ending {
  const error = observed(facts, 'config.error')[0];
  if (error !== undefined) return fail(error.value.reason === 'bad-permissions' ? 'denied' : 'invalid', error.at);
  // Our own login goes around them.
  const hung =
    observed(facts, 'control.socket').find((o) => o.value.state === 'hung') ?? observed(facts, 'hop.socket')[0];
  if (hung !== undefined) return fail('silent', hung.at);
  if (reachedServer(facts)) return passOfConfig(facts);
  const hop = observed(facts, 'hop.failed')[0];
  if (hop !== undefined) return fail('failed', hop.at);
  // A helper that ends without a word may have failed, or may only pass on that the server hung up.
  const helper = observed(facts, 'proxy.helper').find(
    ({ value }) => value.state !== 'running' && (value.state !== 'exited' || value.text !== undefined),
  );
  if (helper !== undefined) return fail('failed', helper.at);
  return passOfConfig(facts);
}

function passOfConfig(facts: Facts): Ending {
  const setting = observed(facts, 'config.setting')[0];
  return setting === undefined ? unknown : pass(setting.at);
}

/** The server itself has spoken: whatever the helper printed, it carried the connection. */
function reachedServer(facts: Facts): boolean {
  return observed(facts, 'identification.version').length > 0;
}

function nameEnding(facts: Facts): Ending {
  const address = observed(facts, 'name.address').find((o) => !['dns', 'hosts-file'].includes(o.value.source));
  if (address !== undefined) return pass(address.at);
  const lookup = observed(facts, 'name.lookup').find((o) => o.value.source === 'system');
  // A jump host may not know a name that stands in the hosts file here.
  const written = observed(facts, 'name.address').find((o) => o.value.source === 'hosts-file');
  if (lookup === undefined) return written === undefined ? skippedByProxy(facts) : pass(written.at);
  const what = {
    found: null,
    'not-found': 'not-found',
    'no-address': 'not-found',
    'no-answer': 'no-answer',
    failed: 'failed',
    invalid: 'invalid',
  } as const;
  const named = what[lookup.value.outcome];
  return named === null ? pass(lookup.at) : fail(named, lookup.at);
}

/** With a helper the client neither resolves the name nor opens the connection. */
function skippedByProxy(facts: Facts): Ending {
  const proxy = observed(facts, 'proxy.used')[0];
  return proxy === undefined ? unknown : { is: 'skip', at: proxy.at };
}

/** The farther an attempt got, the more it tells when several addresses fail in different ways. */
const farthest: readonly ConnectOutcome[] = ['reset', 'refused', 'timeout', 'prohibited', 'unreachable', 'failed'];

/** At one address an answer tells more than a wait that we broke off. */
const surest: readonly ConnectOutcome[] = [
  'open',
  'refused',
  'reset',
  'prohibited',
  'unreachable',
  'failed',
  'timeout',
];

type Attempt = Extract<Observation, { kind: 'tcp.connect' }>;

/** One attempt for each address: the surest, and of equals our own socket's, which knows more than the last line of ssh. */
export function connectByAddress(facts: Facts): readonly Attempt[] {
  const attempts = observed(facts, 'tcp.connect');
  const addresses = [...new Set(attempts.map((o) => o.value.address))];
  return addresses.flatMap((address) => {
    const own = attempts.filter((o) => o.value.address === address);
    const outcome = surest.find((x) => own.some((o) => o.value.outcome === x));
    const same = own.filter((o) => o.value.outcome === outcome);
    return same.find((o) => o.value.by === 'socket') ?? same[0] ?? [];
  });
}

function connectEndings(facts: Facts): { route: Ending; tcp: Ending } {
  const attempts = connectByAddress(facts);
  const opened = attempts.find((o) => o.value.outcome === 'open');
  const waited = opened === undefined ? undefined : sshAloneWaits(facts, attempts);
  if (waited !== undefined) return { route: unknown, tcp: fail('timeout', waited.at) };
  if (opened !== undefined) return { route: pass(opened.at), tcp: pass(opened.at) };
  const outcome = farthest.find((x) => attempts.some((o) => o.value.outcome === x));
  const attempt = attempts.find((o) => o.value.outcome === outcome);
  if (outcome === undefined || outcome === 'open' || attempt === undefined) {
    const skipped = skippedByProxy(facts);
    return { route: skipped, tcp: skipped };
  }
  if (outcome === 'prohibited') return { route: fail('prohibited', attempt.at), tcp: unknown };
  if (outcome === 'unreachable') {
    return { route: fail(isReject(facts, attempt.value) ? 'prohibited' : 'unreachable', attempt.at), tcp: unknown };
  }
  return { route: unknown, tcp: fail(outcome, attempt.at) };
}

/** Our own socket is let in where the user's ssh waits for seconds, and no address lets that in. */
function sshAloneWaits(facts: Facts, attempts: readonly Attempt[]): Attempt | undefined {
  const all = observed(facts, 'tcp.connect');
  const ssh = all.filter((o) => o.value.by === 'ssh');
  const waits = ({ value }: Attempt): boolean =>
    ssh.some((o) => o.value.address === value.address && o.value.outcome === 'timeout');
  const got = ssh.some((o) => o.value.outcome !== 'timeout') || observed(facts, 'attempt').some((o) => o.value.ok);
  const dialled = attempts.filter((o) => o.value.outcome === 'open');
  return got || !dialled.every((o) => o.value.by === 'socket' && waits(o)) ? undefined : ssh[0];
}

/** EHOSTUNREACH where a device says that it is forbidden, or for this port of a host that answers otherwise. */
function isReject(facts: Facts, attempt: ObservationMap['tcp.connect']): boolean {
  if (attempt.errno !== 'EHOSTUNREACH' && attempt.errno !== 'ENETUNREACH') return false;
  const told = observed(facts, 'path.icmp').map((o) => o.value.code);
  if (told.some((code) => code.endsWith('prohibited'))) return true;
  // What comes and goes answers elsewhere in between.
  if (observed(facts, 'attempt').some((o) => o.value.ok)) return false;
  const control = observed(facts, 'tcp.control').some(
    (o) => o.value.outcome === 'open' || o.value.outcome === 'refused',
  );
  const echo = observed(facts, 'path.loss').some((o) => o.value.lost < o.value.sent);
  return control || echo;
}

const identificationWhat = {
  closed: 'closed',
  reset: 'reset',
  silent: 'silent',
  'not-ssh': 'not-ssh',
  endless: 'slow',
  'old-protocol': 'invalid',
  invalid: 'invalid',
} as const;

/**
 * The user's own ssh says whether it got through. How it ended is better known to our socket, which listens before it
 * speaks: a server that hangs up on unread bytes sends RST where it meant FIN.
 */
function identificationEnding(facts: Facts): Ending {
  const ends = observed(facts, 'identification.end');
  const ssh = ends.filter((o) => o.value.by === 'ssh');
  const socket = ends.filter((o) => o.value.by === 'socket');
  const good = (ssh.length > 0 ? ssh : socket).find((o) => o.value.how === 'version');
  if (good !== undefined) return pass(good.at);
  const foreign = observed(facts, 'identification.protocol')[0];
  if (foreign !== undefined) return fail('not-ssh', foreign.at);
  const bad = socket.find((o) => o.value.how !== 'version') ?? ssh[0];
  if (bad === undefined || bad.value.how === 'version') return unknown;
  return fail(identificationWhat[bad.value.how], bad.at);
}

function kexEnding(facts: Facts): Ending {
  const ends = observed(facts, 'kex.end');
  const ssh = ends.filter((o) => o.value.by === 'ssh');
  const done = ssh.find((o) => o.value.how === 'newkeys');
  if (done !== undefined) return pass(done.at);
  const mismatch = observed(facts, 'kex.mismatch')[0];
  if (mismatch !== undefined) return fail('no-match', mismatch.at);
  const bad = ssh[0] ?? ends.find((o) => o.value.how !== 'newkeys');
  if (bad === undefined) return unknown;
  const how = bad.value.how;
  return fail(how === 'disconnect' || how === 'newkeys' ? 'failed' : how, bad.at);
}

function hostkeyEnding(facts: Facts): Ending {
  const check = observed(facts, 'hostkey.check')[0];
  if (check === undefined) return unknown;
  const result = check.value.result;
  const carriedOn =
    observed(facts, 'auth.end').some((o) => o.value.how !== 'not-tried') || observed(facts, 'auth.method').length > 0;
  if (result === 'known' || result === 'new' || carriedOn) return pass(check.at);
  if (result === 'changed' || result === 'unknown' || result === 'revoked') return fail(result, check.at);
  return fail('failed', check.at);
}

/** Batch mode can't try what asks a person: a server that still offers it is healthy as far as it was tried. */
function authEnding(facts: Facts): Ending {
  const end = observed(facts, 'auth.end')[0];
  if (end === undefined) return unknown;
  const how = end.value.how;
  if (how === 'success') return pass(end.at);
  if (how === 'too-many' || how === 'disconnect') return fail('failed', end.at);
  if (how === 'closed' || how === 'reset' || how === 'silent') return fail(how, end.at);
  if (how === 'not-tried') return unknown;
  // A person who shows that ssh ended so could have answered, or has.
  return namedKeyRefused(facts) || !isOurAttempt(facts) || !personMayLogIn(facts) ? fail('denied', end.at) : unknown;
}

function namedKeyRefused(facts: Facts): boolean {
  const refused = observed(facts, 'auth.key').some(
    ({ value: { named, result } }) =>
      result === 'signature-refused' || (named && result !== 'accepted' && result !== 'skipped'),
  );
  const unusable = observed(facts, 'client.key').some((o) => o.value.named && o.value.state !== 'locked');
  return refused || unusable || namedKeyUnasked(facts);
}

/** The user named a key, and the server takes no keys at all. */
function namedKeyUnasked(facts: Facts): boolean {
  const named = observed(facts, 'client.file').some((o) => o.value.role === 'identity' && o.value.named);
  const methods = observed(facts, 'auth.method');
  return named && methods.length > 0 && methods.every((o) => o.value.name !== 'publickey');
}

/** Nobody but us says how it was started: our own attempts are in batch mode, and what ssh asks there is known. */
function isOurAttempt(facts: Facts): boolean {
  return observed(facts, 'config.setting').some((o) => o.value.keyword === 'batchmode');
}

/** The key that the server would take, where our own attempt may not ask for its passphrase. */
export function keyAwaitingPassphrase(facts: Facts): string | undefined {
  const locked = observed(facts, 'client.key').filter((o) => o.value.state === 'locked');
  const accepted = observed(facts, 'auth.key').filter((o) => o.value.result === 'accepted');
  return locked.find((key) => accepted.some((o) => o.value.source === key.value.path))?.value.path;
}

const askingMethods: Readonly<Record<string, string>> = {
  password: 'passwordauthentication',
  'keyboard-interactive': 'kbdinteractiveauthentication',
};

function personMayLogIn(facts: Facts): boolean {
  const says = (keyword: string, value: string): boolean =>
    observed(facts, 'config.setting').some((o) => o.value.keyword === keyword && o.value.value === value);
  // With a changed host key that is let pass, ssh asks nobody for a password.
  const changed = observed(facts, 'hostkey.check').some((o) => o.value.result === 'changed');
  if (says('batchmode', 'yes')) return false;
  if (says('batchmode', 'no') && keyAwaitingPassphrase(facts) !== undefined) return true;
  if (changed) return false;
  return observed(facts, 'auth.method').some((o) => {
    const keyword = askingMethods[o.value.name];
    return keyword !== undefined && !says(keyword, 'no');
  });
}

function sessionEnding(facts: Facts): Ending {
  const refused = observed(facts, 'session.refused').find((o) => ['session', 'exec', 'shell'].includes(o.value.what));
  const end = observed(facts, 'session.end')[0];
  // The user's ssh would not make a connection of its own.
  const foreign = observed(facts, 'control.socket').find((o) => ['foreign', 'unmakeable'].includes(o.value.state));
  if (foreign !== undefined && (end === undefined || end.value.how === 'ran')) return fail('failed', foreign.at);
  if (end?.value.how === 'ran') return pass(end.at);
  if (refused !== undefined) return fail('denied', refused.at);
  // The server lets the user in, and refuses what was asked for first; of what came behind nothing is known.
  const terminal = observed(facts, 'session.refused').find((o) => o.value.what === 'pty');
  if (end === undefined) return terminal === undefined ? unknown : fail('denied', terminal.at);
  const how = end.value.how;
  if (how === 'refused') return fail('denied', end.at);
  if (how === 'exited' || how === 'other-output') return fail('failed', end.at);
  return fail(how, end.at);
}
