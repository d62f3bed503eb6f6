/*
 * The rules of a cloud as its command line prints them for people: `az network nsg rule list -o table`, `gcloud compute
 * firewall-rules list`, `aws ec2 describe-security-groups --output table`. Whether they are those of this machine a table does not tell.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { scopeOf } from '../wire/address.ts';
import { acls, groups, itemsIn, named } from './cloud-tables/aws.ts';
import { covers } from './cloud-tables/covers.ts';
import { dialledIn, factAt, hasMark, linesOf } from './pasted.ts';
import { sourceIn } from './source.ts';

export const reader: Reader = {
  id: 'cloud-tables',
  title: 'rules of a cloud, as a table',
  knows: [
    { program: 'az', texts: ['az network nsg rule list --include-default -o table'] },
    {
      program: 'aws',
      texts: ['aws ec2 describe-security-groups --output table', 'aws ec2 describe-network-acls --output table'],
    },
    { program: 'gcloud', texts: ['gcloud compute firewall-rules list'] },
  ],
  vantage: 'server',
  recognise: (lines) => [
    ...tablesIn(lines).flatMap(({ head, rows }) => [head, ...rows.map(({ i }) => i)]),
    ...(lines.some((line) => named.test(line.trim())) ? itemsIn(lines).map(({ i }) => i) : []),
  ],
  read,
};

interface Row {
  readonly i: number;
  readonly cell: (column: RegExp) => string;
}

interface Table {
  readonly head: number;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

const isHead =
  /^Name {2,}.*Priority {2,}.*Access {2,}.*DestinationPortRanges|^NAME {2,}.*DIRECTION {2,}.*PRIORITY {2,}.*\bALLOW/;
const most = 500;

/** Cells stand below the first letter of their heading. */
function tablesIn(raw: readonly string[]): readonly Table[] {
  if (!hasMark(raw, /^(?:Name|NAME) {2,}/)) return [];
  return raw.flatMap((line, head): readonly Table[] => {
    if (!isHead.test(line.slice(0, 2000))) return [];
    const titles = [...line.slice(0, 2000).matchAll(/\S+/g)];
    const rows: Row[] = [];
    for (let i = head + 1; i < Math.min(raw.length, head + most); i++) {
      const text = raw[i] ?? '';
      if (text.trim() === '' || !/^\S+ {2,}/.test(text)) break;
      if (/^-{2,} /.test(text)) continue;
      rows.push({ i, cell: (column) => cellOf(text, titles, column) });
    }
    return [{ head, columns: titles.map(([word]) => word), rows }];
  });
}

function cellOf(text: string, titles: readonly RegExpExecArray[], column: RegExp): string {
  const at = titles.findIndex(([word]) => column.test(word));
  return at < 0 ? '' : text.slice(titles[at]?.index, titles[at + 1]?.index).trim();
}

/** Whether a list of ports as the clouds write it holds this one: `22`, `80 443`, `0-65535`, `*`. */
function holds(list: string, port: number): boolean {
  return list.split(/[\s,]+/).some((part) => {
    const [, low, high = low] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    return part === '*' || (low !== undefined && Number(low) <= port && port <= Number(high));
  });
}

/** The row that stops it, or the head where no row lets it in; null where one may. */
function stopsAt(table: Table, port: number, source: string | null): number | null {
  return table.columns.includes('DIRECTION') ? google(table, port, source) : azure(table, port, source);
}

function azure({ head, rows }: Table, port: number, source: string | null): number | null {
  const own = rows
    .filter(
      ({ cell }) =>
        cell(/^Direction$/) === 'Inbound' &&
        /^(?:tcp|\*|any)$/i.test(cell(/^Protocol$/)) &&
        holds(cell(/^DestinationPortRanges?$/), port),
    )
    .sort((a, b) => Number(a.cell(/^Priority$/)) - Number(b.cell(/^Priority$/)));
  for (const { i, cell } of own) {
    const held = covers(cell(/^SourceAddressPrefixe?s?$/), source);
    if (held === false) continue;
    if (cell(/^Access$/) === 'Deny') return held === null ? null : i;
    return null;
  }
  return head;
}

/** What no rule admits Google stops. Without a column of sources a rule for the port may admit anybody. */
function google({ head, columns, rows }: Table, port: number, source: string | null): number | null {
  const told = columns.some((word) => /SOURCE_RANGES|SRC_RANGES/.test(word));
  const open = rows.filter(
    ({ cell }) =>
      cell(/^DIRECTION$/) === 'INGRESS' &&
      !/^True$/i.test(cell(/^DISABLED$/)) &&
      cell(/^ALLOW/)
        .split(',')
        .some((part) => /^(?:all|tcp)$/.test(part) || (part.startsWith('tcp:') && holds(part.slice(4), port))),
  );
  if (!told) return open.length === 0 ? head : null;
  const far = (sources: string): boolean =>
    sources.split(',').every((part) => scopeOf(part.split('/')[0] ?? '') === 'private');
  const may = open.filter(({ cell }) => {
    const sources = cell(/SOURCE_RANGES|SRC_RANGES/);
    const held = covers(sources, source);
    // Its own proxy for SSH comes from this one range, and nobody else does.
    return held === true || (held === null && !far(sources) && sources !== '35.235.240.0/20');
  });
  return may.length > 0 ? null : (open[0]?.i ?? head);
}

function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const { ports } = dialledIn(raw);
  const [port = 22] = ports;
  const source = sourceIn(raw);
  const observations = tablesIn(raw).flatMap((table): readonly Observation[] => {
    const i = ports.size > 1 ? null : stopsAt(table, port, source);
    if (i === null) return [];
    const rule = i === table.head ? 'no rule of the list admits it' : (raw[i] ?? '').trim().replace(/ {2,}/g, ' ');
    return [factAt(id, raw, i, 'firewall.likely', { where: 'cloud', action: 'drop', rule })];
  });
  const one = ports.size > 1 || observations.length > 0 ? null : (groups(raw, port, source) ?? acls(raw, port, source));
  if (one !== null)
    return {
      covers: [],
      observations: [factAt(id, raw, one.i, 'firewall.likely', { where: 'cloud', action: 'drop', rule: one.rule })],
    };
  return { covers: [], observations: observations.slice(0, 1) };
}
