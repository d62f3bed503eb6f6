import type { Login } from './effective.ts';
import { matchPattern } from './patterns.ts';

/** The lists of users and groups, in the order in which sshd asks them. */
export const userLists = ['denyusers', 'allowusers', 'denygroups', 'allowgroups'] as const;
export type UserList = (typeof userLists)[number];

/** Does anybody of these match: null where that hinges on what is not known. */
type Match = boolean | null;

/** The list that refuses an account which exists (allowed_user() of auth.c); null: none does, or it hinges on what is not known. */
export function refusedBy(
  lists: Readonly<Partial<Record<UserList, readonly string[]>>>,
  { user, groups }: Pick<Login, 'user' | 'groups'>,
): UserList | null {
  for (const list of userLists) {
    const patterns = lists[list];
    if (patterns === undefined || patterns.length === 0) continue;
    const match = list.endsWith('users') ? matchUsers(patterns, user) : matchGroups(patterns, groups);
    if (match === list.startsWith('deny')) return list;
    if (match === null) return null;
  }
  return null;
}

/** USER@HOST hangs on the name of the client's host too, which a server looks up in its own way. */
function matchUsers(patterns: readonly string[], user: string | null): Match {
  if (user === null) return null;
  const own = patterns.filter((pattern) => matchPattern(user, pattern.replace(/@[^@]*$/, '')));
  if (own.some((pattern) => !pattern.includes('@'))) return true;
  return own.length > 0 ? null : false;
}

function matchGroups(patterns: readonly string[], groups: readonly string[] | null): Match {
  return groups === null ? null : groups.some((group) => patterns.some((pattern) => matchPattern(group, pattern)));
}
