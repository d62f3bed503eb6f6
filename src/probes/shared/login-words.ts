import type { ProbeContext } from '../../model/probe.ts';
import { expandTokens } from './expand.ts';
import { settings } from './state.ts';

/** What the remote command prints when it ran. */
export const marker = 'sshwhy-was-here';

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

/**
 * The user's own words, behind ours: for each option ssh takes the first value it meets.
 * `address`: dial this address, still under the host's own name in known_hosts.
 */
export function loginWords(context: ProbeContext, address: string | null): readonly string[] {
  const { ssh, facts, target } = context;
  const options: string[] = ['BatchMode=yes', 'ClearAllForwardings=yes'];
  for (const [keyword, harmless] of quiet) {
    const value = settings(facts, keyword)[0];
    if (value !== undefined && value !== harmless && value !== 'false') options.push(`${keyword}=${harmless}`);
  }
  options.push(...knownHostsWords(context));
  if (!context.settings.login) options.push('PreferredAuthentications=none');
  if (address !== null) {
    const alias = settings(facts, 'hostkeyalias')[0];
    const name = target.port === 22 ? target.host : `[${target.host}]:${target.port}`;
    options.push(`HostName=${address}`, ...(alias === undefined ? [`HostKeyAlias=${name}`] : []));
  }
  return ['-vvv', ...options.flatMap((option) => ['-o', option]), ...ssh.words];
}

/**
 * Nothing is recorded: the user's known_hosts files are handed over as the global ones, which ssh only reads. Where a
 * person would be asked about a new key, the attempt goes on as if the answer were yes; a changed key still stops it.
 */
function knownHostsWords({ facts, target, on }: ProbeContext): readonly string[] {
  const files = (keyword: string): readonly string[] =>
    settings(facts, keyword)
      .flatMap((value) => value.split(/\s+/))
      .filter((file) => file !== '' && file !== 'none');
  const expanded = [...files('userknownhostsfile'), ...files('globalknownhostsfile')].map((file) =>
    expandTokens(file.replaceAll('"', ''), target, on.home, on.userName),
  );
  const nowhere = on.os === 'win32' ? 'NUL' : '/dev/null';
  const strict = settings(facts, 'stricthostkeychecking')[0];
  const asks = (strict === 'ask' || strict === undefined) && settings(facts, 'batchmode')[0] !== 'yes';
  return [
    `UserKnownHostsFile=${nowhere}`,
    ...(expanded.length > 0
      ? [`GlobalKnownHostsFile=${expanded.map((f) => (f.includes(' ') ? `"${f}"` : f)).join(' ')}`]
      : []),
    ...(asks ? ['StrictHostKeyChecking=accept-new'] : []),
  ];
}
