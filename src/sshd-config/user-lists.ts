import type { Login } from './effective.ts';
import { matchAddresses, matchPattern } from './patterns.ts';

/** The lists of users and groups, in the order in which sshd asks them. */
export const userLists = ['denyusers', 'allowusers', 'denygroups', 'allowgroups'] as const;
export type UserList = (typeof userLists)[number];

/** Does anybody of these match: null where that hinges on what is not known. */
type Match = boolean | null;

/** The list that refuses an account which exists (allowed_user() of auth.c); null: that hinges on what is not known. */
export function refusedBy(
  lists: Readonly<Partial<Record<UserList, readonly string[]>>>,
  login: Pick<Login, 'user' | 'groups' | 'address'>,
): UserList | 'none' | null {
  for (const list of userLists) {
    const patterns = lists[list];
    if (patterns === undefined || patterns.length === 0) continue;
    const match = list.endsWith('users') ? matchUsers(patterns, login) : matchGroups(patterns, login.groups);
    if (match === list.startsWith('deny')) return list;
    if (match === null) return null;
  }
  return 'none';
}

/** match_user() of match.c: of USER@HOST the second part is a pattern for the client; at which of several `@` it begins is not asked. */
function matchUsers(patterns: readonly string[], { user, address }: Pick<Login, 'user' | 'address'>): Match {
  if (user === null) return null;
  const found = patterns.map((pattern): Match => {
    const [name = '', host, more] = pattern.split('@');
    if (more !== undefined) return null;
    return matchPattern(user, name) && (host === undefined || fromThere(host, address));
  });
  return found.includes(true) ? true : found.includes(null) ? null : false;
}

/** A name is one that the server looks up in its own way, and nobody knows it here. */
function fromThere(host: string, address: string | null): Match {
  if (host === '*') return true;
  if (address === null || !/^[\da-f.:*?/]+$/i.test(host) || !/[\d:]/.test(host)) return null;
  return matchAddresses(address, host) === 1 || matchPattern(address, host);
}

function matchGroups(patterns: readonly string[], groups: readonly string[] | null): Match {
  return groups === null ? null : groups.some((group) => patterns.some((pattern) => matchPattern(group, pattern)));
}
