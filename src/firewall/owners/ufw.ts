import type { Fix } from '../../model/fix.ts';
import { type Admission, type Stop, whom } from '../admit.ts';
import { goalOf, hasChain, type Owner, type Ownership, type Place, type Told } from '../owner.ts';
import { deletionOf, type Row, rowIn, rowsOf, ruleFiles, specOf, statusCommand } from './ufw/rows.ts';
import { ofUser, own, rowOf, wishOf } from './ufw/wish.ts';

const sides: Readonly<Record<string, string>> = { input: 'incoming', output: 'outgoing', forward: 'routed' };

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
  // ufw passes over a rule that is there already, whatever it does.
  if (first && isThere(place, terms)) return [];
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

/** Whether the rule that stops it may differ from the one that would let it in by nothing but what it does. */
function isThere(place: Place, { from, to, toPort }: Stop['terms']): boolean {
  const wish = wishOf(place);
  const end = (port: string): string => (to === null ? port : `${to} ${port}`);
  return wish !== null && wish.from === (from ?? 'Anywhere') && wish.to.includes(end(`${toPort}/tcp`));
}

/** The rule of the user goes; one that limits becomes one that allows, which ufw puts in its place. */
function lift({ place: last, path, told }: Stop): Admission | null {
  const place = ofUser<Place>(
    last,
    path.map((step) => step.place),
  );
  const rows = rowsOf(told);
  const row = rowOf(place, told);
  if (row === null) return null;
  const [allowed, limited] = row.action === 'LIMIT' ? [specOf(row, 'allow'), specOf(row)] : [null, null];
  if (row.action === 'LIMIT' && allowed === null) return null;
  const { command, undo } = deletionOf(row, rows);
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

/**
 * The same of a line that `ufw status` printed, with a number or without; `lines`: all that it printed. Cures hold for
 * everybody: nobody told who comes.
 */
export function listed(
  line: string,
  lines: readonly string[],
  port: number,
): { readonly owner: Ownership; readonly fixes: readonly Fix[] } {
  const rows = lines.flatMap((one) => rowIn(one) ?? []);
  const row = rowIn(line);
  const fallback = byDefault('input', port);
  const opens = { who: 'server', risk: 'none', platform: 'ufw', say: 'Allow everybody.' } as const;
  const admit = { ...opens, commands: [fallback.command ?? ''], undo: [fallback.undo ?? ''] };
  if (/^Default: /.test(line)) return { owner: fallback, fixes: [admit] };
  if (row === null) {
    const setting = `rule ${line
      .replace(/ # .*$/, '')
      .trim()
      .replace(/\s+/g, ' ')}`;
    const command = 'ufw status numbered; ufw delete NUMBER';
    // One that is the same but for what it does takes its place; another would stand behind it.
    const own = `${port}/tcp`;
    const before = line.trim().startsWith(`${own} `) ? admit : { ...admit, commands: [`ufw prepend allow ${own}`] };
    return { owner: { tool: 'ufw', setting, command }, fixes: [before] };
  }
  const owner = ofRow(row, rows);
  const lifted = { ...opens, say: `Delete rule ${row.number}, and allow everybody.` };
  const [open, limit] = row.action === 'LIMIT' ? [specOf(row, 'allow'), specOf(row)] : [null, null];
  if (open !== null && limit !== null)
    return {
      owner,
      fixes: [{ ...opens, say: 'Allow it without a limit.', commands: [`ufw ${open}`], undo: [`ufw ${limit}`] }],
    };
  const commands = [...(owner.command === null ? [] : [owner.command]), ...admit.commands];
  const undo = [...admit.undo, ...(owner.undo === undefined ? [] : [owner.undo])];
  return { owner, fixes: [{ ...lifted, commands, undo }] };
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
function ofRow(row: Row, rows: readonly Row[]): Ownership {
  const { command, undo } = deletionOf(row, rows);
  return { tool: 'ufw', setting: settingOf(row), command, ...(undo === null ? {} : { undo }) };
}

function settingOf({ number, to, action, way, from, device, six }: Row): string {
  const on = device === null ? '' : ` on ${device}`;
  const [there, here] = way === 'IN' ? [on, ''] : ['', on];
  const mark = (end: string): string => (six && !`${to} ${from}`.includes(':') ? `${end} (v6)` : end);
  return `rule ${number}: ${mark(to)}${there} ${action} ${way} ${mark(from)}${here}`;
}

function byUser(place: Place, part: string, told: Told): Ownership | null {
  const row = rowOf(place, told);
  if (row !== null) return ofRow(row, rowsOf(told));
  const wish = wishOf(place);
  const limits = part.startsWith('user-limit') && wish === null;
  const setting =
    wish === null
      ? limits
        ? 'a LIMIT rule'
        : place.chain
      : `rule ${wish.to[0]} ${wish.action} ${wish.way} ${wish.from}`;
  return { tool: 'ufw', setting, command: 'ufw status numbered; ufw delete NUMBER' };
}
