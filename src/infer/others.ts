import type { Facts, Observation } from '../model/observation.ts';
import { observed } from './facts.ts';

/* A log of a server speaks of everybody who came. Where the name is known that the client logs in as, what it says of others proves nothing. */

/** People put these in the place of a name. */
const placeholder = /^(?:(?:my|your|the)?_?-?user(?:_?name)?|me|you|x+|login|somebody|someone)$/i;

/** `jo`, `JO`, `jo@example.org` and `EXAMPLE\jo` are one account. */
function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/^.*\\/, '')
    .replace(/(?<=.)@.*$/, '');
}

const ofClient = [
  'tcp.connect',
  'identification.end',
  'kex.end',
  'auth.end',
  'session.end',
  'connection.end',
  'attempt',
] as const;

/** Where no client complains, what sshd was short of before it let somebody in is over. */
export function withoutOvertaken(facts: Facts): Facts {
  if (ofClient.some((kind) => observed(facts, kind).length > 0)) return facts;
  const asOver = (o: Observation): Observation =>
    o.kind === 'sshd.log' && o.value.overtaken === true
      ? { kind: 'sshd.past', value: { message: o.value.message }, at: o.at }
      : o;
  return { ...facts, observations: facts.observations.map(asOver) };
}

/** Without the lines of sshd's log that are about the login of somebody else. */
export function withoutOthers(facts: Facts): Facts {
  const logins = loginsOf(facts);
  const crowded = { users: logins.size === 0 && isCrowd(facts), sources: areManyTurnedAway(facts) };
  if (logins.size === 0 && !crowded.users && !crowded.sources) return facts;
  const ofOther = (o: Observation): boolean => {
    if (o.kind !== 'sshd.log') return false;
    const { user, message } = o.value;
    if (crowded.sources && turnedAway(message) !== undefined) return true;
    if (user !== undefined) return (logins.size > 0 || crowded.users) && !logins.has(bare(user));
    return logins.size > 0 && isOtherHome(message, logins);
  };
  return { ...facts, observations: facts.observations.filter((o) => !ofOther(o)) };
}

/** So many accounts in a log are those that strangers try. */
const many = 3;

/** The client tells how it ended and not as whom, and the log names many: none of them stands out. */
function isCrowd(facts: Facts): boolean {
  if (observed(facts, 'auth.end').length + observed(facts, 'connection.end').length === 0) return false;
  return new Set(observed(facts, 'sshd.log').flatMap((o) => o.value.user ?? [])).size >= many;
}

/** Whom sshd has turned away for what that address has done. */
function turnedAway(message: string): string | undefined {
  return /^(?:drop connection #\d+ from \[([\da-f.:]+)\].* penalty: |refused connect from .*?([\da-f.:]{7,45}))/
    .exec(message)
    ?.slice(1)
    .find((address) => address !== undefined);
}

/** The same by address, where nobody has said which one is the client's. */
function areManyTurnedAway(facts: Facts): boolean {
  const told = ['identification.end', 'kex.end', 'auth.end', 'connection.end', 'tcp.connect'] as const;
  if (told.every((kind) => observed(facts, kind).length === 0)) return false;
  if (observed(facts, 'tcp.source').length + observed(facts, 'server.client').length > 0) return false;
  // The client has heard it as well.
  if (observed(facts, 'identification.line').some((o) => o.value.text.startsWith('Not allowed'))) return false;
  return new Set(observed(facts, 'sshd.log').flatMap((o) => turnedAway(o.value.message) ?? [])).size >= many;
}

function loginsOf(facts: Facts): ReadonlySet<string> {
  const names = [
    ...observed(facts, 'client.target').flatMap((o) => o.value.user ?? []),
    ...observed(facts, 'config.setting').flatMap((o) => (o.value.keyword === 'user' ? [o.value.value] : [])),
  ];
  // Where one of them is made up, it may be any.
  return names.some((name) => placeholder.test(name)) ? new Set() : new Set(names.map(bare));
}

/** A complaint of a home that has another name; a part of a name is close enough. `/root` is the home of root alone. */
function isOtherHome(message: string, logins: ReadonlySet<string>): boolean {
  const place = / (?:file|directory) "?(\/\S+?)(?=["\s]|$)/.exec(message)?.[1] ?? '';
  const home = /\/(?:homes?|Users)\/([\w.-]+)|^\/(root)(?=\/|$)/.exec(place)?.slice(1).find(Boolean)?.toLowerCase();
  return home !== undefined && ![...logins].some((name) => home.includes(name) || name.includes(home));
}
