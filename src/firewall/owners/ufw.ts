import { type Admission, type Stop, whom } from '../admit.ts';
import { bare, goalOf, hasChain, type Owner, type Ownership, type Place, type Told, wordAfter } from '../owner.ts';
import { deletionOf, type Row, rowsOf, ruleFiles, specOf, statusCommand } from './ufw/rows.ts';

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
  tells: [
    { as: statusCommand, mark: /^\[ *\d+\] \S.* (?:ALLOW|DENY|REJECT|LIMIT) (?:IN|OUT|FWD) /m },
    { as: ruleFiles[0], mark: /^### tuple ### .*\n-A ufw-user-/m },
    { as: ruleFiles[1], mark: /^### tuple ### .*\n-A ufw6-user-/m },
  ],
  own: (place, { table, told, port, path = [] }) => {
    const [, six = '', part = ''] = own.exec(place.chain) ?? own.exec(goalOf(place.text)) ?? [];
    const policy = place.text === undefined && ['ufw', 'ufw6'].some((name) => hasChain(table, `${name}-before-input`));
    const side = /(input|output|forward)$/.exec(part)?.[1] ?? place.chain.toLowerCase();
    if (policy || part.startsWith('skip-to-policy')) return byDefault(side, port);
    if (part === '') return null;
    if (part.startsWith('user-')) return byUser(ofUser(place, path), part, told);
    // The chains of ufw itself, and those of its files.
    const file = `/etc/ufw/${part.startsWith('after') ? 'after' : 'before'}${six}.rules`;
    return { tool: 'ufw', setting: `${file}, chain ${place.chain}`, command: `editor ${file}; ufw reload` };
  },
  admit,
  lift,
};

/** What a LIMIT rule counts it stops in a chain that all of them share: the rule that leads there is meant. */
function ofUser<P extends Place>(place: P, path: readonly P[]): P {
  if (!/^ufw6?-user-limit/.test(place.chain)) return place;
  return (
    path.findLast(({ chain, text }) => /-user-(?:input|output|forward)$/.test(chain) && own.test(goalOf(text))) ?? place
  );
}

/**
 * `prepend` takes rules of both families, where `insert 1` refuses those of IPv6. Rules of the user come behind those of
 * ufw's own files, so what these stop no command of ufw lets in.
 */
function admit({ place, way, terms, table }: Stop): readonly Admission[] {
  const { from, to, toPort, family, original } = terms;
  if (toPort === null || original !== null || terms.established) return [];
  const user = `ufw${family === 6 ? '6' : ''}-user-${way === 'in' ? 'input' : 'output'}`;
  if (!hasChain(table, user)) return [];
  const first = /^ufw6?-user-/.test(place.chain);
  const ends =
    from === null && to === null ? `${toPort}/tcp` : `proto tcp from ${from ?? 'any'} to ${to ?? 'any'} port ${toPort}`;
  const rule = `allow ${way === 'in' ? '' : 'out '}${ends}`;
  return [
    {
      tool: 'ufw',
      say: `Allow ${way === 'in' ? whom(terms) : `it to ${to ?? 'everybody'}`}${first ? ', before the rules that are there' : ''}.`,
      commands: [first ? `ufw prepend ${rule}` : `ufw ${rule}`],
      lasting: [],
      undo: [`ufw delete ${rule}`],
      risk: null,
      edit: { is: 'insert', chain: user, before: first ? 1 : null, verdict: 'accept' },
    },
  ];
}

/** The rule of the user goes; one that limits becomes one that allows, which ufw puts in its place. */
function lift({ place: last, path, told }: Stop): Admission | null {
  const place = ofUser<Place>(
    last,
    path.map((step) => step.place),
  );
  const rows = rowsOf(told);
  const wish = wishOf(place);
  const row = wish === null ? null : rowFor(wish, rows, place.family === 'ip6');
  if (row === null) return null;
  const [allowed, limited] = row.action === 'LIMIT' ? [specOf(row, 'allow'), specOf(row)] : [null, null];
  if (row.action === 'LIMIT' && allowed === null) return null;
  const { command, undo } = deletionOf(row, rows.length);
  return {
    tool: 'ufw',
    say:
      allowed === null
        ? `Delete rule ${row.number}.`
        : `Allow it without a limit: this takes the place of rule ${row.number}.`,
    commands: [allowed === null ? command : `ufw ${allowed}`],
    lasting: [],
    undo: allowed !== null ? [`ufw ${limited}`] : undo === null ? [] : [undo],
    risk: null,
    edit: { is: 'remove', place },
  };
}

function byDefault(side: string, port: number | undefined): Ownership {
  const what = port ?? 'PORT';
  const rule =
    side === 'forward'
      ? `route allow proto tcp to any port ${what}`
      : `allow ${side === 'output' ? 'out ' : ''}${what}/tcp`;
  const undo = side === 'forward' ? rule.replace('route ', 'route delete ') : `delete ${rule}`;
  return {
    tool: 'ufw',
    setting: `the default for ${sides[side] ?? side} connections`,
    command: `ufw ${rule}`,
    ...(port === undefined ? {} : { undo: `ufw ${undo}` }),
  };
}

/** What `ufw status` shows of a rule, with its number where it was numbered. */
export function ofRow(row: Row, all: number): Ownership {
  const { command, undo } = deletionOf(row, all);
  return { tool: 'ufw', setting: settingOf(row), command, ...(undo === null ? {} : { undo }) };
}

function settingOf({ number, to, action, way, from, device, six }: Row): string {
  const on = device === null ? '' : ` on ${device}`;
  const [there, here] = way === 'IN' ? [on, ''] : ['', on];
  const mark = (end: string): string => (six && !`${to} ${from}`.includes(':') ? `${end} (v6)` : end);
  return `rule ${number}: ${mark(to)}${there} ${action} ${way} ${mark(from)}${here}`;
}

function byUser(place: Place, part: string, told: Told): Ownership | null {
  const wish = wishOf(place);
  const rows = rowsOf(told);
  const row = wish === null ? null : rowFor(wish, rows, place.family === 'ip6');
  if (row !== null) return ofRow(row, rows.length);
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
