/*
 * What `docker ps` and `podman ps` list: whether the port that was dialled is published, and where.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { dialledIn, factAt, hasMark, linesOf } from './pasted.ts';

export const reader: Reader = {
  id: 'container-ports',
  title: 'ports of containers (docker ps)',
  knows: [{ program: 'docker, podman', texts: ['docker ps', 'podman ps'] }],
  vantage: 'server',
  recognise: (lines) => rowsIn(lines).map(({ i }) => i),
  read,
};

interface Row {
  readonly i: number;
  readonly ports: string;
}

const head = /^(?=.*\bPORTS\b)(?=.*\bNAMES\b)(?:CONTAINER ID|NAMES|IMAGE) {2,}/;

/** Cells stand below the first letter of their heading; blanks part those that are wider. */
function rowsIn(raw: readonly string[]): readonly Row[] {
  if (!hasMark(raw, /\bPORTS\b/)) return [];
  const at = raw.findLastIndex((line) => head.test(line.trim()));
  if (at < 0) return [];
  const title = raw[at] ?? '';
  const from = title.indexOf('PORTS');
  const next = /\S/.exec(title.slice(from + 5))?.index;
  const rows: Row[] = [];
  for (let i = at + 1; i < raw.length; i++) {
    const line = raw[i] ?? '';
    if (!/^\S+ {2,}\S/.test(line)) break;
    rows.push({ i, ports: line.slice(from, next === undefined ? undefined : from + 5 + next).trim() });
  }
  return rows;
}

/** `127.0.0.1:2222->22/tcp`, `0.0.0.0:8000-8010->8000-8010/tcp`, `[::]:22->22/tcp`: a place and a port of the host. */
const mapped = /(?:(\[[\da-f:]*\]|[\da-f.:]*):)?(\d+)(?:-(\d+))?->/g;
const bare = /(?:^|, )(\d+)\/tcp/g;

function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const [port, ...others] = dialledIn(raw).ports;
  const rows = rowsIn(raw);
  if (port === undefined || others.length > 0 || rows.length === 0) return { covers: [], observations: [] };
  const maps = rows.flatMap(({ i, ports }) =>
    [...ports.matchAll(mapped)].flatMap(([, address = '', low, high = low]) =>
      Number(low) <= port && port <= Number(high) ? [{ i, near: /^(?:127\.|\[::1\])/.test(address) }] : [],
    ),
  );
  const state = (i: number, published: 'no' | 'loopback'): readonly Observation[] => [
    factAt(id, raw, i, 'container.port', { port, published }),
  ];
  const [first] = maps;
  if (first !== undefined)
    return { covers: [], observations: maps.every(({ near }) => near) ? state(first.i, 'loopback') : [] };
  const own = rows.filter(({ ports }) =>
    [...ports.matchAll(bare)].some(([, number]) => [22, 2222, port].includes(Number(number))),
  );
  const [only, ...more] = own;
  return { covers: [], observations: only === undefined || more.length > 0 ? [] : state(only.i, 'no') };
}
