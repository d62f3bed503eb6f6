/*
 * The line `Match …` of sshd_config(5), as match_cfg_line() of servconf.c rules it.
 */
import { matchAddresses, matchGroups, matchList } from './patterns.ts';
import { type Cut, strdelim } from './tokens.ts';
import { portOf } from './values.ts';

export type Truth = true | false | 'unknown';

/** Who logs in, and over which connection. Null: not known. */
export interface Login {
  readonly user: string | null;
  /** Names of the groups of the user, the primary one included. */
  readonly groups: readonly string[] | null;
  /** The client's name as sshd resolves it; its address in text when UseDNS is off. */
  readonly host: string | null;
  readonly address: string | null;
  readonly localAddress: string | null;
  readonly localPort: number | null;
  /** The routing domain of the connection; empty when it has none. */
  readonly rdomain: string | null;
  /** The account exists. */
  readonly exists: boolean | null;
}

/** What a Match line gives at the start of sshd, when nobody has come, and for the login; or why sshd refuses it. */
export type Ruling =
  | { readonly ok: true; readonly atStart: Truth; readonly forLogin: Truth }
  | { readonly ok: false; readonly why: string };

/** Quotes and escapes within the arguments are those of a shell since. */
const argvSince = 909;

export function ruleMatch(cut: Cut, login: Login, release: number): Ruling {
  const criteria = release >= argvSince ? newCriteria(cut.words) : oldCriteria(cut.rest);
  if (criteria === 'all') return { ok: true, atStart: true, forLogin: true };
  if (typeof criteria === 'string') return { ok: false, why: criteria };
  if (criteria.length === 0) return { ok: false, why: 'one or more attributes are required for Match' };
  const ruled = criteria.map(([name, argument]) => rule(name, argument, login, release));
  const wrong = ruled.find((one) => typeof one === 'string' && one !== 'unknown');
  if (typeof wrong === 'string') return { ok: false, why: wrong };
  // No criterion but the release can be met when nobody has come.
  const atStart = criteria.every(([name]) => name === 'version') ? and(ruled as readonly Truth[]) : false;
  return { ok: true, atStart, forLogin: and(ruled as readonly Truth[]) };
}

export function and(all: readonly Truth[]): Truth {
  if (all.includes(false)) return false;
  return all.includes('unknown') ? 'unknown' : true;
}

type Criteria = readonly (readonly [name: string, argument: string])[] | 'all' | Wrong;
type Wrong = `Match: ${string}`;

const withValue = /^(user|group|host|address|localaddress|localport|rdomain|version)=(.*)$/is;

function newCriteria(words: readonly string[]): Criteria {
  const found: [string, string][] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word.startsWith('#')) break;
    const name = word.toLowerCase();
    if (name === 'all') return alone(found.length, words[i + 1]);
    if (name === 'invalid-user') {
      found.push([name, '']);
      continue;
    }
    const [, key, value] = withValue.exec(word) ?? [];
    const argument = key === undefined ? words[++i] : value;
    if (argument === undefined || argument === '' || argument.startsWith('#')) return `Match: ${word} has no argument`;
    found.push([(key ?? word).toLowerCase(), argument]);
  }
  return found;
}

function oldCriteria(text: string): Criteria {
  const found: [string, string][] = [];
  for (let rest: string | null = text; ; ) {
    const name = strdelim(rest);
    if (name.word === null || name.word === '' || name.word.startsWith('#')) return found;
    const argument = strdelim(name.rest);
    if (name.word.toLowerCase() === 'all') return alone(found.length, argument.word ?? undefined);
    if (argument.word === null || argument.word === '' || argument.word.startsWith('#')) {
      return `Match: ${name.word} has no argument`;
    }
    found.push([name.word.toLowerCase(), argument.word]);
    rest = argument.rest;
  }
}

function alone(before: number, after: string | undefined): Criteria {
  const fine = before === 0 && (after === undefined || after === '' || after.startsWith('#'));
  return fine ? 'all' : 'Match: "all" stands alone';
}

function rule(name: string, argument: string, login: Login, release: number): Truth | Wrong {
  switch (name) {
    case 'user':
      return login.user === null ? 'unknown' : matchList(login.user, argument) === 1;
    case 'group':
      return ruleGroup(argument, login);
    case 'host':
      if (login.host === null) return 'unknown';
      return matchList(login.host.toLowerCase(), argument.toLowerCase()) === 1;
    case 'address':
      return ruleAddress(argument, login.address);
    case 'localaddress':
      return ruleAddress(argument, login.localAddress);
    case 'localport': {
      const port = portOf(argument);
      if (port === null) return `Match: "${argument}" is no port`;
      return login.localPort === null || port === 'named' ? 'unknown' : port === login.localPort;
    }
    case 'rdomain':
      if (login.rdomain === null) return 'unknown';
      return login.rdomain !== '' && matchList(login.rdomain, argument) === 1;
    case 'invalid-user':
      return login.exists === null ? 'unknown' : !login.exists;
    case 'version':
      // The text that it is compared with has the packager's additions.
      if (release < 1000) break;
      return argument === '*' ? true : 'unknown';
  }
  return `Match: the attribute "${name}" is not known`;
}

function ruleGroup(argument: string, { exists, groups, user }: Login): Truth {
  if (exists === false) return false;
  if (groups === null || user === null) return 'unknown';
  return matchGroups(groups, argument);
}

function ruleAddress(list: string, address: string | null): Truth | Wrong {
  if (matchAddresses(null, list) !== 0) return `Match: "${list}" has an address that does not fit its mask`;
  if (address === null) return 'unknown';
  // A zone tells two networks with the same addresses apart.
  if (address.includes('%') || list.includes('%')) return 'unknown';
  return matchAddresses(address, list) === 1;
}
