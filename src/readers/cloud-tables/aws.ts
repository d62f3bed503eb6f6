/*
 * The tables of the command line of AWS (`--output table`): a title, a head, rows, and tables within the table, each with one more
 * stroke at its side.
 */
import type { Covers } from './covers.ts';
import { covers as usual } from './covers.ts';

/** What stops the connection, and the line (from 0) that tells it. */
export interface Stop {
  readonly i: number;
  readonly rule: string;
}

interface Cells {
  readonly i: number;
  readonly cells: readonly string[];
}

/** A row of a table by the words of its head. */
interface Item {
  readonly i: number;
  readonly title: string;
  readonly cell: (column: string) => string;
  /** The titles of the tables around it. */
  readonly within: readonly string[];
}

const border = /^[|+\s-]*\+-[+|\s-]*$|^-{10,}$/;

/** The outermost stroke may have been taken for a mark that quotes. */
export const named: RegExp = /^(?:\|\s+)?Describe(?:SecurityGroups|NetworkAcls)(?:\s+\|)?$/;
const isRow = (line: string): boolean => /^\|.*\|$/.test(line) || / \| | \|$/.test(line) || title.test(line);

/** Items of all tables, in their order; empty where the last table is not whole. */
export function itemsIn(raw: readonly string[]): readonly Item[] {
  const first = raw.findIndex((line) => named.test(line.trim()));
  if (first < 1 || !border.test((raw[first - 1] ?? '').trim())) return [];
  const rows: Cells[] = [];
  let last = first;
  for (let i = first; i < raw.length; i++) {
    const line = (raw[i] ?? '').trim();
    if (border.test(line)) last = i;
    else if (isRow(line)) rows.push({ i, cells: cellsOf(line) });
    else break;
  }
  const whole = rows.every(({ i }) => i < last);
  return whole ? withHeads(rows, raw) : [];
}

function cellsOf(line: string): readonly string[] {
  return line
    .replace(/^\|+|\|+$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

const depthOf = (line: string): number => /^\|+/.exec(line.trim())?.[0].length ?? 1;
const title = /^[A-Z][A-Za-z0-9]+$/;

/** A title stands alone below a border and above one; the first row behind it is the head. */
function withHeads(rows: readonly Cells[], raw: readonly string[]): readonly Item[] {
  const titles: string[] = [];
  let head: readonly string[] | null = null;
  let of = '';
  return rows.flatMap(({ i, cells }, n): readonly Item[] => {
    const line = raw[i] ?? '';
    const [only = ''] = cells;
    const stands = border.test((raw[i - 1] ?? '').trim()) && border.test((raw[i + 1] ?? '').trim());
    const deeper = n === 0 || depthOf(line) !== depthOf(raw[rows[n - 1]?.i ?? 0] ?? '') || head !== null;
    if (cells.length === 1 && title.test(only) && stands && deeper && !isHeadBelow(rows, n, titles, raw)) {
      titles.length = Math.max(0, depthOf(line) - 1);
      titles.push(only);
      [head, of] = [null, only];
      return [];
    }
    if (head === null) {
      head = cells;
      return [];
    }
    const columns = head;
    return [{ i, title: of, within: [...titles], cell: (column) => cells[columns.indexOf(column)] ?? '' }];
  });
}

/** One word below a title is the head of a single column. */
function isHeadBelow(rows: readonly Cells[], n: number, titles: readonly string[], raw: readonly string[]): boolean {
  const above = rows[n - 1];
  if (above === undefined || depthOf(raw[above.i] ?? '') !== depthOf(raw[rows[n]?.i ?? 0] ?? '')) return false;
  return above.cells.length === 1 && above.cells[0] === titles.at(-1);
}

const isTcp = (protocol: string): boolean => /^(?:tcp|6|-1|all)$/i.test(protocol);

function holdsPort(low: string, high: string, port: number): boolean {
  return low === '' || low === '-1' || (Number(low) <= port && port <= Number(high === '' ? low : high));
}

interface Permission {
  readonly i: number;
  readonly admits: (boolean | null)[];
}

/** Of security groups: whom none of them lets in is stopped. */
export function groups(
  raw: readonly string[],
  port: number,
  source: string | null,
  covers: Covers = usual,
): Stop | null {
  const all = itemsIn(raw);
  const egress = ({ within, title: of }: Item): boolean => [...within, of].includes('IpPermissionsEgress');
  const own: Permission[] = [];
  let last: Permission | null = null;
  let mine = false;
  const items = all.filter((one) => !egress(one));
  for (const { i, title: of, cell } of items) {
    if (cell('IpProtocol') !== '') {
      mine = isTcp(cell('IpProtocol')) && holdsPort(cell('FromPort'), cell('ToPort'), port);
      last = { i, admits: [] };
      if (mine) own.push(last);
    } else if (mine && /^Ip(?:v6)?Ranges$/.test(of))
      last?.admits.push(covers(cell('CidrIp') || cell('CidrIpv6'), source));
    else if (mine && /^(?:UserIdGroupPairs|PrefixListIds)$/.test(of)) last?.admits.push(null);
  }
  const [first] = items;
  if (first === undefined || !items.some(({ cell }) => cell('IpProtocol') !== '')) return null;
  if (own.some(({ admits }) => admits.length === 0 || admits.some((one) => one !== false))) return null;
  return { i: own[0]?.i ?? first.i, rule: 'no rule of the security group admits it' };
}

/** Of network ACLs: the entry with the lowest number that fits decides. */
export function acls(raw: readonly string[], port: number, source: string | null, covers: Covers = usual): Stop | null {
  const entries: { item: Item; from: string; to: string }[] = [];
  for (const item of itemsIn(raw)) {
    if (item.cell('RuleAction') !== '') entries.push({ item, from: '', to: '' });
    const last = entries.at(-1);
    if (item.title === 'PortRange' && last !== undefined) [last.from, last.to] = [item.cell('From'), item.cell('To')];
  }
  const incoming = entries
    .filter(({ item }) => /^false$/i.test(item.cell('Egress')))
    .sort((a, b) => Number(a.item.cell('RuleNumber')) - Number(b.item.cell('RuleNumber')));
  for (const { item, from, to } of incoming) {
    if (!isTcp(item.cell('Protocol')) || !holdsPort(from, to, port)) continue;
    const held = covers(item.cell('CidrBlock') || item.cell('Ipv6CidrBlock'), source);
    if (held === false) continue;
    if (held === null || item.cell('RuleAction') !== 'deny') return null;
    return { i: item.i, rule: `entry ${item.cell('RuleNumber')} of the network ACL denies it` };
  }
  return null;
}
