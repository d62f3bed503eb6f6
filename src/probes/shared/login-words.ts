import { marker } from '../../model/marker.ts';
import type { ProbeContext } from '../../model/probe.ts';
import { type KnownKey, knownHostsFiles, preferredAlgorithms } from './known-hosts.ts';
import { settings } from './state.ts';

/** Settings that would do more than log in, or would hide the connection: overridden where the user has them. */
const quiet: readonly (readonly [keyword: string, harmless: string])[] = [
  ['controlpath', 'none'],
  ['controlmaster', 'no'],
  ['controlpersist', 'no'],
  ['remotecommand', 'none'],
  ['requesttty', 'no'],
  ['sessiontype', 'default'],
  ['forkafterauthentication', 'no'],
  ['permitlocalcommand', 'no'],
  ['forwardagent', 'no'],
  ['forwardx11', 'no'],
  ['tunnel', 'no'],
  ['updatehostkeys', 'no'],
];

/** What the words are made of: what `ssh -G` said is among the facts. */
export type Asked = Pick<ProbeContext, 'ssh' | 'facts' | 'target'> & {
  readonly on: Pick<ProbeContext['on'], 'os' | 'home' | 'userName'>;
};

/** The login as it is started: see {@link loginWords}. */
export function loginArgv(asked: Asked, words: readonly string[]): readonly string[] {
  return ['ssh', ...words, '--', asked.ssh.destination, `echo ${marker}`];
}

/** An ssh that would share a connection: whether that one is alive must be known before a login. */
export function sharesConnection(facts: Asked['facts']): boolean {
  return (settings(facts, 'controlpath')[0] ?? 'none') !== 'none';
}

/**
 * The user's own words, behind ours: for each option ssh takes the first value it meets.
 * `address`: dial this address, still under the host's own name in known_hosts. `way`: through this helper instead of the jump hosts.
 */
export function loginWords(context: Asked, address: string | null, way: string | null = null): readonly string[] {
  const { ssh, facts, target } = context;
  const options: string[] = ['BatchMode=yes', ...(endsWithoutPort(facts) ? [] : ['ClearAllForwardings=yes'])];
  for (const [keyword, harmless] of quiet) {
    const value = settings(facts, keyword)[0];
    // Who always wants a terminal is not served by a login without one.
    if (keyword === 'requesttty' && value === 'force') continue;
    if (value !== undefined && value !== harmless && value !== 'false') options.push(`${keyword}=${harmless}`);
  }
  options.push(...knownHostsWords(context));
  if (address !== null) {
    const alias = settings(facts, 'hostkeyalias')[0];
    const name = target.port === 22 ? target.host : `[${target.host}]:${target.port}`;
    options.push(`HostName=${address}`, ...(alias === undefined ? [`HostKeyAlias=${name}`] : []));
  }
  if (way !== null) options.push(`ProxyCommand=${way}`);
  // ssh takes no other way beside -J.
  const own = way === null ? ssh.words : ssh.words.filter((w, i) => w !== '-J' && ssh.words[i - 1] !== '-J');
  return ['-vvv', ...options.flatMap((option) => ['-o', option]), ...own];
}

/**
 * The user's ssh asks for a port on the server first, and ends where it may not have it: without that, a login would show nothing.
 * A port on this machine may be held by a session of the user's own, so it is not asked for.
 */
function endsWithoutPort(facts: Asked['facts']): boolean {
  const local = ['localforward', 'dynamicforward'].some((keyword) => settings(facts, keyword).length > 0);
  return !local && settings(facts, 'exitonforwardfailure')[0] === 'yes' && settings(facts, 'remoteforward').length > 0;
}

/**
 * The same, to stop before authentication: a strict ssh that knows no host key ends by itself when it has seen the
 * server's. What it would have said of that key, `known` tells.
 */
export function wordsUntilHostKey(
  context: Asked,
  known: readonly KnownKey[],
  way: string | null = null,
): readonly string[] {
  const algorithms = settings(context.facts, 'hostkeyalgorithms')[0]?.split(',') ?? [];
  const nowhere = nullDevice(context);
  const options = ['StrictHostKeyChecking=yes', `UserKnownHostsFile=${nowhere}`, `GlobalKnownHostsFile=${nowhere}`];
  if (settings(context.facts, 'knownhostscommand').length > 0) options.push('KnownHostsCommand=none');
  if (known.length > 0 && algorithms.length > 0) {
    options.push(`HostKeyAlgorithms=${preferredAlgorithms(algorithms, known).join(',')}`);
  }
  return [...options.flatMap((option) => ['-o', option]), ...loginWords(context, null, way)];
}

function nullDevice({ on }: Asked): string {
  return on.os === 'win32' ? 'NUL' : '/dev/null';
}

/** Whether ssh would ask a person about a key that it does not know. */
export function asksAboutKeys({ facts }: Asked): boolean {
  const strict = settings(facts, 'stricthostkeychecking')[0];
  return (strict === 'ask' || strict === undefined) && settings(facts, 'batchmode')[0] !== 'yes';
}

/**
 * Nothing is recorded: the user's known_hosts files are handed over as the global ones, which ssh only reads. Where a
 * person would be asked about a new key, the attempt goes on as if the answer were yes; a changed key still stops it.
 */
function knownHostsWords(context: Asked): readonly string[] {
  const files = knownHostsFiles(context).map((file) => (file.includes(' ') ? `"${file}"` : file));
  return [
    `UserKnownHostsFile=${nullDevice(context)}`,
    ...(files.length > 0 ? [`GlobalKnownHostsFile=${files.join(' ')}`] : []),
    ...(asksAboutKeys(context) ? ['StrictHostKeyChecking=accept-new'] : []),
  ];
}
