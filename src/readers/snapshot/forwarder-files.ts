import { type Deed, type Place, placeIn } from './forwarders.ts';

/* What the files of programs that hand connections on say of one port. Of what depends on the connection nothing is said. */

/** The lines of the configuration of `program` that name ports and targets. */
export function deedsInFile(program: string, lines: readonly string[], port: number): readonly Deed[] {
  if (program === 'haproxy') return haproxy(lines, port);
  if (program === 'nginx') return nginx(lines, port);
  if (program === 'rinetd') return rinetd(lines, port);
  return /^stunnel\d*$/.test(program) ? stunnel(lines, port) : [];
}

interface Section {
  readonly kind: string;
  readonly name: string;
  readonly lines: readonly string[];
}

const heads = /^(global|defaults|frontend|listen|backend|userlist|peers|resolvers|cache|program|mailers)(?:\s+(\S+))?/;

/** HAProxy configuration manual: `bind`, `default_backend`, `server`. A `use_backend` may lead elsewhere. */
function haproxy(lines: readonly string[], port: number): readonly Deed[] {
  const sections = sectionsOf(lines);
  const doors = sections.filter(
    ({ kind, lines: own }) => (kind === 'frontend' || kind === 'listen') && own.some((line) => binds(line, port)),
  );
  const [door] = doors;
  if (door === undefined || doors.length > 1) return [];
  const wants = door.lines.some((line) => binds(line, port) && /\saccept-proxy\b/.test(line));
  const tls = door.lines.some((line) => binds(line, port) && /\sssl\b/.test(line));
  const first: readonly Deed[] = wants ? [{ does: 'wants-header' }] : tls ? [{ does: 'wants-tls' }] : [];
  if (door.lines.some((line) => line.startsWith('use_backend'))) return first;
  const named = door.lines.map((line) => /^default_backend\s+(\S+)/.exec(line)?.[1]).find((name) => name !== undefined);
  const behind = sections.find(({ kind, name }) => kind === 'backend' && name === named);
  return [...first, ...[...door.lines, ...(behind?.lines ?? [])].flatMap(serverOf)];
}

function sectionsOf(lines: readonly string[]): readonly Section[] {
  const starts = lines.flatMap((line, i) => (heads.test(line) ? [i] : []));
  return starts.map((start, n) => {
    const [, kind = '', name = ''] = heads.exec(lines[start] ?? '') ?? [];
    return { kind, name, lines: lines.slice(start + 1, starts[n + 1]) };
  });
}

const binds = (line: string, port: number): boolean =>
  /^bind\s/.test(line) && (line.split(/\s+/)[1] ?? '').split(',').some((at) => at.endsWith(`:${port}`));

function serverOf(line: string): readonly Deed[] {
  const [, at = '', rest = ''] = /^server\s+\S+\s+(\S+)(.*)$/.exec(line) ?? [];
  const to = placeIn(at);
  if (to === null || /\sdisabled\b/.test(rest)) return [];
  return [{ does: 'forwards', to, ...(/\ssend-proxy/.test(rest) ? { sendsHeader: true } : {}) }];
}

/** ngx_stream_core_module: a `server` block that listens at the port; of a web server `proxy_pass` names a scheme. */
function nginx(lines: readonly string[], port: number): readonly Deed[] {
  const blocks = blocksOf(lines.join('\n'));
  const listens = new RegExp(`^listen (?:\\S*:)?${port}(?: |$)`);
  const doors = blocks.filter(({ head, words }) => head === 'server' && words.some((word) => listens.test(word)));
  const [door] = doors;
  const to = door?.words.map((word) => /^proxy_to (\S+)$/.exec(word)?.[1]).find((word) => word !== undefined);
  if (door === undefined || doors.length > 1 || to === undefined || /:\/\/|\$/.test(to)) return [];
  const wants = door.words.some((word) => listens.test(word) && / proxy_protocol\b/.test(word));
  const tls = door.words.some((word) => listens.test(word) && / ssl\b/.test(word));
  const sends = door.words.includes('proxy_protocol on');
  const upstream = blocks.find(({ head }) => head === `upstream ${to}`);
  const named = upstream?.words.flatMap((word) => /^server (\S+)(?!.* down\b)/.exec(word)?.[1] ?? []) ?? [to];
  const first: readonly Deed[] = wants ? [{ does: 'wants-header' }] : tls ? [{ does: 'wants-tls' }] : [];
  const places = named.flatMap((word) => placeIn(word) ?? []);
  return [...first, ...places.map((place) => forward(place, sends))];
}

const forward = (to: Place, sends: boolean): Deed => ({
  does: 'forwards',
  to,
  ...(sends ? { sendsHeader: true } : {}),
});

interface Block {
  readonly head: string;
  readonly words: readonly string[];
}

/** The innermost statements of each block `head { statement; … }`. */
function blocksOf(text: string): readonly Block[] {
  const done: Block[] = [];
  const open: { head: string; words: string[] }[] = [];
  for (const [, statement = '', end = ''] of text.matchAll(/([^{};]*)([{};])/g)) {
    const plain = statement.replace(/#.*/g, '').trim().replace(/\s+/g, ' ');
    if (end === '{') open.push({ head: plain, words: [] });
    else if (end === ';') open.at(-1)?.words.push(plain);
    else {
      const block = open.pop();
      if (block !== undefined) done.push(block);
    }
  }
  return done;
}

/** rinetd(8): `BINDADDRESS BINDPORT CONNECTADDRESS CONNECTPORT`. */
function rinetd(lines: readonly string[], port: number): readonly Deed[] {
  return lines.flatMap((line) => {
    const [, at, host, to] = /^[\d.]+\s+(\d+)\s+(\S+)\s+(\d+)/.exec(line) ?? [];
    const place = Number(at) === port ? placeIn(`${host}:${to}`) : null;
    return place === null ? [] : [{ does: 'forwards', to: place } as const];
  });
}

/** stunnel(8): a service `[name]` that accepts at the port speaks TLS there, unless it is a client. */
function stunnel(lines: readonly string[], port: number): readonly Deed[] {
  const starts = [0, ...lines.flatMap((line, i) => (line.startsWith('[') ? [i] : []))];
  const parts = starts.map((start, n) => lines.slice(start, starts[n + 1]));
  const client = (own: readonly string[]): boolean => own.some((line) => /^client\s*=\s*yes\b/.test(line));
  const [common = [], ...services] = parts;
  const door = services.find((own) =>
    own.some((line) => new RegExp(`^accept\\s*=\\s*(?:\\S*:)?${port}\\s*$`).test(line)),
  );
  return door === undefined || client(door) || client(common) ? [] : [{ does: 'wants-tls' }];
}
