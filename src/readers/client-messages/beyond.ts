/*
 * What can only be heard through a login that works: the greeting of a Git server, and what the programs and the file system of
 * the other end say. Where ssh fails as well, in another try, these are no sign of health.
 */

import type { Observation } from '../../model/observation.ts';
import { greeting } from '../ssh-log/session.ts';
import { readSshLog } from '../ssh-log.ts';
import type { Rule, Statement } from './rule.ts';

/** What a file system answers. That it is full is a state of the host. */
const refusal =
  '(?:Permission denied|No such file or directory|Not a directory|Is a directory|not a regular file|File exists)';

/** Who has called a program over there and got no answer of it. */
const inVain =
  /^rsync: (?:\[\w+\] )?connection unexpectedly closed|^rsync error: .*\(code 1?2|^fatal: (?:Could not read from remote|[Tt]he remote end hung up)|^lost connection|^scp: Connection closed/;

/** What is run over there for them. A wrapper around ssh itself runs here. */
const helper = String.raw`(?:rsync|scp|git|git-(?:upload-pack|receive-pack|upload-archive)|\S*/sftp-server)`;

export const beyond: readonly Rule[] = [
  [greeting, (_, { text }) => letIn(text)],
  // A shell says it, and before it ran there was the login.
  [
    new RegExp(
      String.raw`^-?\w*sh(?:: line \d+|: \d+|:\d+)?: (?:${helper}: (?:command )?not found|command not found: ${helper})$`,
    ),
    (words, c) =>
      c.after.some((line) => inVain.test(line)) ? other('that program is not to be had there')(words, c) : null,
  ],
  [
    /^rsync error: remote command (?:not found|could not be run) \(code 12[67]\)/,
    other('rsync is not to be had there'),
  ],
  [/^Remote: (?:\w*sh: )?(?:line \d+: )?\S+: (?:command )?not found$/, other('that program is not to be had there')],
  [
    new RegExp(`^scp: (?:(?:dest )?open |realpath |stat remote |remote mkdir )?"?[^":]+"?: ${refusal}$`),
    (words, c) => (/ local /.test(c.text) ? null : other('the file system over there refuses')(words, c)),
  ],
  [
    new RegExp(
      String.raw`^(?:remote \w+|Couldn't (?:canonicalize|get handle|stat remote file|delete file|rename file)[\w ]*)[( :]+"?[^":]+"?\)?: ${refusal}$`,
    ),
    other('the file system over there refuses'),
  ],
  [/^mosh: Nothing received from server on UDP port \d+/, other('what does not come through is UDP, which mosh wants')],
  [
    /^(?:Could not open a connection to your authentication agent\.|Error connecting to agent: .+)$/,
    (_, { text }) => ({
      said: [],
      note: `\u201c${text}\u201d is of ssh-add: no agent is known to this shell, and nothing was dialled. eval "$(ssh-agent)" starts one.`,
    }),
  ],
  // These may have had another way than ssh, or none.
  [
    /^fatal: '[^']+' does not appear to be a git repository$/,
    aside('there is no repository at that path, or no remote of that name'),
  ],
  [/^(?:! )?\[remote rejected\] |\b(?:remote )?unpack failed: /, aside('the other Git refuses the push')],
  [
    /^rsync error: (?:some files|error in file IO|the --max-delete limit).*\(code (?:11|23|24|25)\)/,
    aside('the two ends talk, and some files are refused'),
  ],
];

function letIn(text: string): Statement {
  return {
    said: [
      ['auth.end', { how: 'success', text }],
      ['session.end', { how: 'ran', text }],
    ],
  };
}

function other(what: string): Rule[1] {
  return (_, { text }) => ({
    ...letIn(text),
    note: `\u201c${text}\u201d comes from beyond the login: SSH works, and ${what}.`,
  });
}

function aside(what: string): Rule[1] {
  return (_, { text }) => ({ said: [], note: `\u201c${text}\u201d is no failure of ssh: ${what}.` });
}

interface Said {
  readonly observations: readonly Observation[];
}

/** Without the signs of health where ssh fails in the same text. */
export function unlessFailing<One extends Said>(told: readonly One[], text: string): readonly One[] {
  const others = told.filter(({ observations }) => !observations.some(isHealth));
  if (others.length === told.length) return told;
  const rest = [...others.flatMap(({ observations }) => observations), ...readSshLog(text, '').observations];
  return rest.some(isFailure) ? others : told;
}

function isHealth(o: Observation): boolean {
  return o.kind === 'session.end' && o.value.how === 'ran';
}

/** Anything that is more than the name of the host and a step that went well. */
function isFailure(o: Observation): boolean {
  if (o.kind === 'tcp.connect') return o.value.outcome !== 'open';
  if (o.kind === 'auth.end') return o.value.how !== 'success';
  if (o.kind === 'hostkey.check') return o.value.result !== 'known' && o.value.result !== 'new';
  return !/^(?:client\.target|identification\.version|auth\.(?:method|banner)|config\.setting)$/.test(o.kind);
}
