import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { deedsInFile } from './forwarder-files.ts';
import { type Deed, deedsOf, type Place } from './forwarders.ts';
import { everywhere, type Row, rowsOf } from './listeners.ts';
import { nearEndOf } from './reverse-tunnel.ts';
import { ruleLines } from './rule-lines.ts';

/**
 * Who holds the port when it is not sshd: by its command line, what it does with a connection. Of a target on this very host
 * its sockets tell whether anybody listens there; of another one, what the kernel has learnt when it was dialled.
 */
export const part: Part = {
  id: 'holders',
  read: (server) => {
    const section = server.whole('holders');
    const listeners = server.whole('listeners');
    if (section === null || listeners === null || !server.root) return { covers: [], observations: [] };
    const rows = rowsOf(listeners);
    const held = rows.filter(({ port }) => port === server.port);
    // What sshd has a part of may go to sshd.
    if (held.some(({ owner }) => owner === '' || owner.startsWith('sshd')))
      return { covers: [], observations: nearEndOf(server, listeners, held) };
    const programs = section.lines.flatMap((line, i) => {
      const words = wordsOf(line);
      return words === null ? [] : [{ ...words, i, file: fileAfter(section.lines, i) }];
    });
    const observations = programs.flatMap((program) => factsOf(server, section, rows, program));
    return { covers: [], observations };
  },
};

interface Program {
  readonly words: readonly string[];
  /** It has a network of its own: what listens here says nothing of what it can reach. */
  readonly apart: boolean;
  readonly i: number;
  /** Lines of its configuration. */
  readonly file: readonly string[];
}

/** `pid 76 socat args=socat TCP-LISTEN:22 TCP:127.0.0.1:2222`, or what `systemctl show` says of the unit behind a socket. */
function wordsOf(line: string): Pick<Program, 'words' | 'apart'> | null {
  const unit = /^unit \S+ (.*?)ExecStart=\{ path=\S+ ; argv\[\]=(.*?) ; /.exec(line);
  if (unit !== null) {
    const apart = /PrivateNetwork=yes|(?:JoinsNamespaceOf|NetworkNamespacePath)=\S/.test(line);
    return { words: split(unit[2]), apart };
  }
  const process = /^pid \d+ .*?( apart)? args=(.*)$/.exec(line);
  return process === null ? null : { words: split(process[2]), apart: process[1] !== undefined };
}

/** The lines `conf …` below a process. */
function fileAfter(lines: readonly string[], i: number): readonly string[] {
  const below = lines.slice(i + 1);
  const end = below.findIndex((line) => !line.startsWith('conf '));
  return below.slice(0, end < 0 ? undefined : end).map((line) => line.slice(5));
}

const split = (text = ''): readonly string[] => text.split(' ').filter((word) => word !== '');

function factsOf(
  server: ServerView,
  section: Section,
  rows: readonly Row[],
  { words, apart, i, file }: Program,
): readonly Observation[] {
  const { program, deeds: told } = deedsOf(words);
  const deeds = [...told, ...deedsInFile(program, file, server.port)];
  const targets = deeds.filter(({ to }) => to !== undefined);
  const states = deeds.map((deed) => (deed.to === undefined || apart ? undefined : stateOf(server, rows, deed.to)));
  const dead = states.filter((state) => state !== undefined && state !== 'listens').length;
  return deeds.map((deed: Deed, n) => {
    const { to } = deed;
    const target = states[n];
    const known = target === undefined ? {} : { target, others: dead < targets.length };
    const where = to === undefined ? {} : { to: `${to.host.includes(':') ? `[${to.host}]` : to.host}:${to.port}` };
    const lost = deed.sendsHeader === true && to !== undefined && sshdAt(server, rows, to, apart);
    const header = lost ? { header: 'to-sshd' as const } : {};
    return server.fact('server.holder', { program, does: deed.does, ...where, ...known, ...header }, section, i);
  });
}

/** sshd of this host takes what is dialled there. */
function sshdAt(server: ServerView, rows: readonly Row[], { host, port }: Place, apart: boolean): boolean {
  if (apart || !isOwn(server, host) || isTranslated(server, port)) return false;
  return rows.some((row) => row.port === port && row.owner.startsWith('sshd') && takes(row, host));
}

type Target = 'listens' | 'nobody' | 'silent' | 'unreachable';

function stateOf(server: ServerView, rows: readonly Row[], to: Place): Target | undefined {
  const addresses = /^(?:localhost|localhost\.localdomain)$/i.test(to.host) ? ['127.0.0.1', '::1'] : [to.host];
  if (addresses.every((address) => isOwn(server, address))) {
    if (addresses.some((address) => rows.some((row) => row.port === to.port && takes(row, address)))) return 'listens';
    return isTranslated(server, to.port) ? undefined : 'nobody';
  }
  return addresses.length === 1 ? beyond(server, to) : undefined;
}

function takes({ address, only6 }: Row, wanted: string): boolean {
  const bare = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (bare === wanted) return true;
  return everywhere.test(bare) && (wanted.includes(':') ? bare !== '0.0.0.0' : !only6);
}

/** An address of this host: of the loopback network, or of one of its interfaces. */
function isOwn(server: ServerView, address: string): boolean {
  if (/^127\.|^::1$/.test(address)) return true;
  const lines = server.whole('addresses')?.lines ?? [];
  return lines.some((line) => /^\s+inet6? ([\da-fA-F.:]+)\//.exec(line)?.[1] === address);
}

/** Some rule may lead what this host dials at the port elsewhere. */
function isTranslated(server: ServerView, port: number): boolean {
  const way = /\b(?:dnat|redirect|tproxy)\b/i;
  const named = new RegExp(`\\b${port}\\b`);
  return ruleLines(server)?.some((line) => way.test(line) && named.test(line)) ?? true;
}

/** Another machine: a SYN that was sent again (ss(8), `timer:(on,…,RETRANS)`), or a neighbour that nobody has found (ip-neighbour(8)). */
function beyond(server: ServerView, { host, port }: Place): Target | undefined {
  const near = server.whole('neighbours')?.lines ?? [];
  if (near.some((line) => line.startsWith(`${host} `) && /\b(?:FAILED|INCOMPLETE)$/.test(line.trim())))
    return 'unreachable';
  const dialled = server.whole('dialling')?.lines ?? [];
  const peer = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const waits = dialled.some(
    (line) =>
      /timer:\(on,[^,)]*,[1-9]/.test(line) &&
      line.split(/\s+/).some((word) => word === peer || word === `[::ffff:${host}]:${port}`),
  );
  return waits ? 'silent' : undefined;
}
