/*
 * What dig, host and nslookup print: the answer of DNS for the name that ssh was given. They ask DNS and not the system's
 * resolver, which also reads /etc/hosts; what that file has for the name is read as well.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { familyOf, isAddress, scopeOf } from '../wire/address.ts';
import { clientLines, commandAbove, dialledIn, factAt, hasMark, linesOf } from './pasted.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'name-answers',
  title: 'answers of DNS (dig, host, nslookup)',
  knows: [
    {
      program: 'dig, host, nslookup, resolvectl',
      texts: [
        'dig NAME',
        'dig +short NAME',
        'host NAME',
        'nslookup NAME',
        'resolvectl query NAME',
        'grep NAME /etc/hosts',
      ],
    },
  ],
  recognise: (lines) => [...answersIn(lines), ...hostsFileIn(lines)].map(({ index }) => index).sort((a, b) => a - b),
  read,
};

interface Answer {
  readonly index: number;
  readonly name: string;
  /** An address, or the word of the server. */
  readonly address?: string;
  readonly code?: string;
}

const codes: Readonly<Record<string, 'not-found' | 'no-answer' | 'failed'>> = {
  NXDOMAIN: 'not-found',
  SERVFAIL: 'failed',
  REFUSED: 'failed',
  TIMEOUT: 'no-answer',
};

/** Each program in turn: the name stands in the line, or in a line before. */
const inLine: readonly RegExp[] = [
  /^(?<name>[\w.-]+)\.\s+\d+\s+IN\s+(?:A|AAAA)\s+(?<address>[\da-f.:]+)$/i,
  /^(?<name>[\w.-]+) has (?:IPv6 )?address (?<address>[\da-f.:]+)$/i,
  // systemd-resolved.
  /^(?<name>[\w.-]+): (?<address>[\da-f.:]+)(?:%\d+)? +-- link: \S+$/i,
  /^(?<name>[\w.-]+): resolve call failed: (?<code>Name '\S+' not found|Received invalid reply|All attempts to contact name servers or networks failed|No appropriate name servers or networks for name found)$/,
  /^Host (?<name>[\w.-]+?)\.? not found: \d+\((?<code>[A-Z]+)\)$/,
  /^\*\* server can't find (?<name>[\w.-]+?)\.?: (?<code>NXDOMAIN|SERVFAIL|REFUSED)$/,
  /^\*\*\* \S+ can't find (?<name>[\w.-]+?)\.?: (?<code>Non-existent domain|Server failed|Query refused)$/,
];
const windows: Readonly<Record<string, string>> = {
  'Non-existent domain': 'NXDOMAIN',
  'Server failed': 'SERVFAIL',
  'Query refused': 'REFUSED',
  'All attempts to contact name servers or networks failed': 'TIMEOUT',
  'No appropriate name servers or networks for name found': 'SERVFAIL',
  'Received invalid reply': 'SERVFAIL',
};
const codeOf = (words: string): string => (words.startsWith("Name '") ? 'NXDOMAIN' : (windows[words] ?? words));

function answersIn(raw: readonly string[]): readonly Answer[] {
  if (
    !hasMark(
      raw,
      /\sIN\s+A|has (?:IPv6 )?address |not found: |-- link: |resolve call failed: |can't find |^Name:\s|^; <<>> DiG|\bdig .*\+short\b/,
    )
  )
    return [];
  const lines = raw.map((line) => clean(line).slice(0, 1000));
  let asked = '';
  let status = '';
  return lines.flatMap((line, index): readonly Answer[] => {
    asked = /^; <<>> DiG .*<<>> (?:.* )?([\w.-]+?)(?: (?:A|AAAA|ANY))?$/.exec(line)?.[1] ?? asked;
    asked = /^Name:\s+([\w.-]+)$/.exec(line)?.[1] ?? asked;
    status = /^;; ->>HEADER<<- opcode: QUERY, status: ([A-Z]+),/.exec(line)?.[1] ?? status;
    for (const pattern of inLine) {
      const found = pattern.exec(line)?.groups;
      if (found === undefined) continue;
      const { name = '', address, code } = found;
      if (address !== undefined) return [{ index, name, address }];
      return [{ index, name, code: codeOf(code ?? '') }];
    }
    // Behind an alias it prints the other name first.
    const brief = /^dig (?=.*\+short\b)(?:[@+-]\S+ )*([\w.-]+?)\.?(?: (?:A|AAAA|[+-]\S+))*$/.exec(
      isAddress(line) ? (commandAbove(lines, index - 1, 3) ?? '') : '',
    )?.[1];
    if (brief !== undefined) return [{ index, name: brief, address: line }];
    const question = /^;([\w.-]+)\.\s+IN\s+(?:A|AAAA)$/.exec(line)?.[1];
    if (question !== undefined && Object.hasOwn(codes, status)) return [{ index, name: question, code: status }];
    const named = /^Address(?:es)?:\s+([\da-f.:]+)$/i.exec(line)?.[1];
    if (named !== undefined && /^Name:\s/.test(lines[index - 1] ?? '') && asked !== '')
      return [{ index, name: asked, address: named }];
    const silent = /^;; (?:connection timed out; )?no servers could be reached$/.test(line);
    return silent && asked !== '' ? [{ index, name: asked, code: 'TIMEOUT' }] : [];
  });
}

interface Entry {
  readonly index: number;
  readonly address: string;
  readonly names: readonly string[];
}

/** Lines of the hosts file of the machine that ssh was called on, below the command that shows it. */
function hostsFileIn(raw: readonly string[]): readonly Entry[] {
  if (!hasMark(raw, /[/\\]hosts(?:\s|$|\))/)) return [];
  const onClient = clientLines(raw);
  const told = raw.some((_, i) => onClient(i));
  return raw.flatMap((line, index): readonly Entry[] => {
    const [address = '', ...names] = clean(line).replace(/#.*$/, '').trim().split(/\s+/);
    if (names.length === 0 || !isAddress(address) || (told && !onClient(index))) return [];
    const shown = /[/\\]hosts(?:\s|$)/.test(commandAbove(raw, index - 1, 12) ?? '');
    return shown && names.every((name) => /^[\w.-]+$/.test(name)) ? [{ index, address, names }] : [];
  });
}

/** The file has another address for the name than DNS. */
function differing(raw: readonly string[], id: string, hosts: ReadonlySet<string>): readonly Observation[] {
  const answers = answersIn(raw);
  return hostsFileIn(raw).flatMap(({ index, address, names }): readonly Observation[] => {
    const own = names.filter((name) => hosts.has(name));
    const dns = answers.flatMap((one) =>
      one.address !== undefined && own.includes(one.name) && familyOf(one.address) === familyOf(address)
        ? [one.address]
        : [],
    );
    const [first] = dns;
    if (first === undefined || dns.includes(address)) return [];
    return [factAt(id, raw, index, 'name.differs', { system: address, dns: first, because: 'hosts-file' })];
  });
}

/** Only the name that ssh dialled counts; nothing is covered. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const { hosts } = dialledIn(raw);
  const observations = answersIn(raw).flatMap(({ index, name, address, code }): readonly Observation[] => {
    if (!hosts.has(name.replace(/\.$/, ''))) return [];
    const family = address === undefined ? null : familyOf(address);
    if (address !== undefined && family !== null) {
      return [factAt(id, raw, index, 'name.address', { address, family, scope: scopeOf(address), source: 'dns' })];
    }
    const outcome = Object.hasOwn(codes, code ?? '') ? codes[code ?? ''] : undefined;
    if (outcome === undefined || code === undefined) return [];
    return [factAt(id, raw, index, 'name.lookup', { source: 'dns', outcome, code, name })];
  });
  return { covers: [], observations: [...observations, ...differing(raw, id, hosts)] };
}
