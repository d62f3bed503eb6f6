import type { Admission, Stop } from '../admit.ts';
import { bare, goalOf, hasChain, type Owner, type Ownership, type Place, type Told, wordAfter } from '../owner.ts';

const own = /^ufw(6?)-([\w-]+)$/;
const actions: Readonly<Record<string, string>> = { ACCEPT: 'ALLOW', DROP: 'DENY', REJECT: 'REJECT', RETURN: 'SKIP' };
const ways: Readonly<Record<string, string>> = { input: 'IN', output: 'OUT', forward: 'FWD' };
const sides: Readonly<Record<string, string>> = { input: 'incoming', output: 'outgoing', forward: 'routed' };

/** A rule of the user as `ufw status` words it. */
interface Wish {
  readonly action: string;
  readonly way: string;
  /** `22/tcp`, `22`, a profile, `Anywhere`; several when the rule can have come from each. */
  readonly to: readonly string[];
  readonly from: string;
  readonly device: string | null;
}

export const owner: Owner = {
  id: 'ufw',
  own: (place, { table, told }) => {
    const [, six = '', part = ''] = own.exec(place.chain) ?? own.exec(goalOf(place.text)) ?? [];
    const policy = place.text === undefined && ['ufw', 'ufw6'].some((name) => hasChain(table, `${name}-before-input`));
    const side = /(input|output|forward)$/.exec(part)?.[1] ?? place.chain.toLowerCase();
    if (policy || part.startsWith('skip-to-policy')) return byDefault(side);
    if (part === '') return null;
    if (part.startsWith('user-')) return byUser(place, part, told);
    // The chains of ufw itself, and those of its files.
    const file = `/etc/ufw/${part.startsWith('after') ? 'after' : 'before'}${six}.rules`;
    return { tool: 'ufw', setting: `${file}, chain ${place.chain}`, command: `editor ${file}; ufw reload` };
  },
  admit,
};

/**
 * `prepend` takes rules of both families, where `insert 1` refuses those of IPv6. Rules of the user come behind those of
 * ufw's own files, so what these stop no command of ufw lets in.
 */
function admit({ place, way, terms, table }: Stop): readonly Admission[] {
  const { from, to, toPort, family, original } = terms;
  if (way !== 'in' || from === null || to === null || toPort === null || original !== null) return [];
  const user = `ufw${family === 6 ? '6' : ''}-user-input`;
  if (!hasChain(table, user)) return [];
  const first = place.chain.startsWith(user);
  const rule = `allow proto tcp from ${from} to ${to} port ${toPort}`;
  return [
    {
      tool: 'ufw',
      say: first ? 'Allow it before the rules that are there.' : 'Allow it.',
      commands: [first ? `ufw prepend ${rule}` : `ufw ${rule}`],
      lasting: [],
      undo: [`ufw delete ${rule}`],
      risk: null,
      edit: { is: 'insert', chain: user, before: first ? 1 : null, verdict: 'accept' },
    },
  ];
}

function byDefault(side: string): Ownership {
  const command =
    side === 'forward'
      ? 'ufw route allow proto tcp to any port PORT'
      : `ufw allow ${side === 'output' ? 'out ' : ''}PORT/tcp`;
  return { tool: 'ufw', setting: `the default for ${sides[side] ?? side} connections`, command };
}

function byUser(place: Place, part: string, told: Told): Ownership | null {
  const wish = wishOf(place);
  const number = wish === null ? null : numberOf(wish, told.get('ufw status numbered') ?? '', place.family === 'ip6');
  if (number !== null)
    return { tool: 'ufw', setting: `rule ${number.number}: ${number.text}`, command: `ufw delete ${number.number}` };
  const limits = part.startsWith('user-limit') && wish === null;
  const setting =
    wish === null
      ? limits
        ? 'a LIMIT rule'
        : place.chain
      : `rule ${wish.to[0]} ${wish.action} ${wish.way} ${wish.from}`;
  return { tool: 'ufw', setting, command: 'ufw status numbered; ufw delete NUMBER' };
}

function wishOf({ text, chain }: Place): Wish | null {
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

/** The line of `ufw status numbered` that says the same, if there is but one. */
function numberOf(wish: Wish, status: string, six: boolean): { readonly number: string; readonly text: string } | null {
  const same = status.split('\n').flatMap((line) => {
    const parts = /^\[ *(\d+)\] (.+?) {2,}(\w+)(?: (IN|OUT|FWD))? +(.+?)(?: {2,}.*)?$/.exec(line);
    if (parts === null) return [];
    const [, number = '', to = '', action = '', way = 'IN', from = ''] = parts;
    const sixth = /\(v6\)/.test(to) || /\(v6\)/.test(from) || /:.*:/.test(to) || /:.*:/.test(from);
    const plain = (text: string): string => text.replace(/ \(v6\)/g, '').replace(/ on \S+$/, '');
    const device = / on (\S+)$/.exec(from)?.[1] ?? / on (\S+)$/.exec(to)?.[1] ?? null;
    const right = action === wish.action && way === wish.way && sixth === six && device === wish.device;
    const both = wish.to.indexOf(plain(to));
    return right && both >= 0 && plain(from) === wish.from
      ? [{ number, both, text: `${to} ${action} ${way} ${from}` }]
      : [];
  });
  // `22/tcp` is nearer than `22`.
  const [first, ...more] = same.filter(({ both }) => both === Math.min(...same.map((one) => one.both)));
  return first === undefined || more.length > 0 ? null : first;
}
