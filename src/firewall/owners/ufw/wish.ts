/*
 * A rule of a chain, found again in the list of ufw's own rules.
 */
import { bare, goalOf, type Place, type Told, wordAfter } from '../../owner.ts';
import { type Row, rowsOf } from './rows.ts';

/** Chains of ufw: `ufw-user-input`, `ufw6-before-input`. */
export const own: RegExp = /^ufw(6?)-([\w-]+)$/;

const actions: Readonly<Record<string, string>> = { ACCEPT: 'ALLOW', DROP: 'DENY', REJECT: 'REJECT', RETURN: 'SKIP' };
const ways: Readonly<Record<string, string>> = { input: 'IN', output: 'OUT', forward: 'FWD' };

/** A rule of the user as `ufw status` words it. */
export interface Wish {
  readonly action: string;
  readonly way: string;
  /** `22/tcp`, `22`, a profile, `Anywhere`; several when the rule can have come from each. */
  readonly to: readonly string[];
  readonly from: string;
  readonly device: string | null;
}

/** What a LIMIT rule counts it stops in a chain that all of them share: the rule that leads there is meant. */
export function ofUser<P extends Place>(place: P, path: readonly P[]): P {
  if (!/^ufw6?-user-limit/.test(place.chain)) return place;
  return (
    path.findLast(({ chain, text }) => /-user-(?:input|output|forward)$/.test(chain) && own.test(goalOf(text))) ?? place
  );
}

/** The rule of the list that made it; null: it was not listed, or several may have. */
export function rowOf(place: Place, told: Told): Row | null {
  const wish = wishOf(place);
  return wish === null ? null : rowFor(wish, rowsOf(told), place.family === 'ip6');
}

export function wishOf({ text, chain }: Place): Wish | null {
  const goal = goalOf(text);
  const way = ways[/-user-(input|output|forward)$/.exec(chain)?.[1] ?? ''];
  const limited = /^ufw6?-user-limit/.test(goal) || /-m recent --set/.test(text ?? '');
  const action = limited ? 'LIMIT' : actions[goal];
  if (way === undefined || action === undefined) return null;
  const device = wordAfter(text, '-i') ?? wordAfter(text, '-o');
  const from = bare(wordAfter(text, '-s')) ?? 'Anywhere';
  return { action, way, to: goalsOf(text ?? ''), from, device };
}

/** `22/tcp`; `22` alone makes two rules; a profile is named in the comment. */
function goalsOf(text: string): readonly string[] {
  const profile = /'?dapp_([^'"\\]+)/.exec(text)?.[1]?.replaceAll('%20', ' ');
  const port = wordAfter(text, '--dport') ?? wordAfter(text, '--dports');
  const protocol = wordAfter(text, '-p');
  const address = bare(wordAfter(text, '-d'));
  const ports =
    port == null
      ? address === null
        ? ['Anywhere']
        : ['']
      : protocol === null
        ? [port]
        : [`${port}/${protocol}`, port];
  const plain = ports.map((one) => [address, one].filter((word) => word !== null && word !== '').join(' '));
  return profile === undefined ? plain : [address === null ? profile : `${address} ${profile}`];
}

/** The rule of the list that says the same, if there is but one. */
function rowFor(wish: Wish, rows: readonly Row[], six: boolean): Row | null {
  const same = rows.flatMap((row) => {
    const right = row.action === wish.action && row.way === wish.way && row.six === six && row.device === wish.device;
    const both = wish.to.indexOf(row.to);
    return right && both >= 0 && row.from === wish.from ? [{ row, both }] : [];
  });
  // `22/tcp` is nearer than `22`.
  const [first, ...more] = same.filter(({ both }) => both === Math.min(...same.map((one) => one.both)));
  return first === undefined || more.length > 0 ? null : first.row;
}
