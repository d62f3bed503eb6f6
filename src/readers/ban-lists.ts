/*
 * Lists of banned addresses, as fail2ban-client, cscli and ipset print them. They say something of this connection only when
 * the text tells the address that the client comes from.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { sameNetwork } from '../wire/address.ts';
import { factAt, hasMark, linesOf, pastedView, sectionOf } from './pasted.ts';
import { part } from './snapshot/bans.ts';
import { sourceIn } from './source.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'ban-lists',
  title: 'lists of banned addresses',
  knows: [
    {
      program: 'fail2ban, CrowdSec, ipset, pfctl',
      texts: [
        'fail2ban-client status JAIL',
        'fail2ban-client get JAIL banip',
        'fail2ban-client banned',
        'cscli decisions list, also with -o json',
        'ipset list',
        'pfctl -t TABLE -T show',
      ],
    },
  ],
  vantage: 'server',
  recognise: (lines) => listsIn(lines).flatMap(({ index }) => index),
  read,
};

interface List {
  readonly index: readonly number[];
  readonly by: string;
  /** What the part of a snapshot reads, in the place of the line; empty where only the addresses count. */
  readonly words: string;
  readonly addresses: readonly string[];
}

const jail = /^Status for the jail: (\S+)$/;
const banned = /Banned IP list:\s*(.*)$/;
const dumped = /'([\w.-]+)': \[([^\]]*)\]/g;
const decision =
  /^(?:[\u2502|] *)?(\d+) *[\u2502|] *(\S+) *[\u2502|] *((?:Ip|Range):\S+) *[\u2502|] *(\S+) *[\u2502|] *(\w+) *[\u2502|]/;
const banSets = /f2b|fail2ban|sshguard|crowdsec|blacklist|blocklist|denyhosts|banned/i;

function listsIn(raw: readonly string[]): readonly List[] {
  if (!hasMark(raw, /Banned IP list:|^\[\{'|(?:Ip|Range):|Members:|\bbanip\b|\bpfctl\b|"scenario"/)) return [];
  const lines = raw.map(clean);
  let name = 'sshd';
  return lines.flatMap((line, i): readonly List[] => {
    name = jail.exec(line)?.[1] ?? name;
    const list = banned.exec(line)?.[1];
    if (list !== undefined) {
      return [
        { index: [i], by: `fail2ban:${name}`, words: line, addresses: list.split(/\s+/).filter((one) => one !== '') },
      ];
    }
    const [, id, source, value = '', reason, action] = decision.exec(line) ?? [];
    if (id !== undefined) {
      const words = `${id},${source},${value},${reason},${action},`;
      return [{ index: [i], by: 'crowdsec', words, addresses: [value.replace(/^\w+:/, '')] }];
    }
    if (/^\[\{'/.test(line)) {
      return [...line.slice(0, 65_536).matchAll(dumped)].map(([, of = '', all = '']) => {
        const addresses = all.split(/[',\s]+/).filter((one) => one !== '');
        return { index: [i], by: `fail2ban:${of}`, words: `Banned IP list: ${addresses.join(' ')}`, addresses };
      });
    }
    return [...setAt(lines, i), ...listedBelow(lines, i), ...jsonAt(line, i)];
  });
}

/** Commands that print an address in each line below them. */
const listing: readonly (readonly [RegExp, string])[] = [
  [/\bfail2ban-client get ([\w.-]+) banip(?: --with-time)?$/, 'fail2ban:'],
  [/\bpfctl (?:-\S+ )*-t ([\w/-]+) -T show?(?: -v)?$/, ''],
];

function listedBelow(lines: readonly string[], i: number): readonly List[] {
  const [by] = listing.flatMap(([pattern, prefix]) => {
    const name = pattern.exec(lines[i] ?? '')?.[1];
    return name === undefined || (prefix === '' && !banSets.test(name)) ? [] : [`${prefix}${name}`];
  });
  if (by === undefined) return [];
  const end = lines.findIndex((line, n) => n > i && !/^\s*[\da-f.:]+(?:\/\d+)?(?:\s|$)/i.test(line));
  const index = Array.from({ length: (end < 0 ? lines.length : end) - i - 1 }, (_, n) => i + 1 + n);
  return [{ index, by, words: '', addresses: index.map((n) => (lines[n] ?? '').trim().split(/\s/)[0] ?? '') }];
}

/** A decision of CrowdSec as JSON; one that is simulated does nothing. */
const decisionJson = /\{[^{}]*"scenario"[^{}]*"type" ?: ?"ban"[^{}]*\}/g;

function jsonAt(line: string, i: number): readonly List[] {
  if (!line.includes('"scenario"')) return [];
  return [...line.slice(0, 65_536).matchAll(decisionJson)].flatMap(([object]) => {
    const value = /"value" ?: ?"([^"]+)"/.exec(object)?.[1];
    return value === undefined || /"simulated" ?: ?true/.test(object)
      ? []
      : [{ index: [i], by: 'crowdsec', words: '', addresses: [value] }];
  });
}

/** `ipset list`: a name, some settings, and a member in each line. */
function setAt(lines: readonly string[], i: number): readonly List[] {
  const name = /^Name: (\S+)$/.exec(lines[i] ?? '')?.[1];
  if (name === undefined || !banSets.test(name)) return [];
  const start = lines.findIndex((line, n) => n > i && n < i + 12 && line === 'Members:');
  if (start < 0) return [];
  const end = lines.findIndex((line, n) => n > start && !/^[\da-f.:]+(?:\/\d+)?(?: |$)/i.test(line));
  const index = Array.from({ length: (end < 0 ? lines.length : end) - start - 1 }, (_, n) => start + 1 + n);
  return [{ index, by: name, words: '', addresses: index.map((n) => (lines[n] ?? '').split(' ')[0] ?? '') }];
}

function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const lists = listsIn(raw);
  const from = sourceIn(raw);
  const count = lists.reduce((sum, { addresses }) => sum + addresses.length, 0);
  if (from === null) {
    const notes =
      count === 0
        ? []
        : [
            `${count} addresses are banned there, and the text does not tell whether yours is one: compare it with what https://icanhazip.com or the server's log shows`,
          ];
    return { covers: [], observations: [], notes };
  }
  const observations = lists.flatMap(({ index, by, words, addresses }): readonly Observation[] => {
    if (words === '') {
      const at = addresses.findIndex((one) => sameNetwork(from, one));
      const address = addresses[at];
      return address === undefined ? [] : [factAt(id, raw, index[at] ?? 0, 'server.ban', { by, address })];
    }
    const lines = raw.map((_, n) => (n === index[0] ? words : ''));
    const read = part.read(pastedView(id, [sectionOf(by, lines)], { from })).observations;
    return read.map((o) => ({ ...o, at: { ...o.at, quote: (raw[index[0] ?? 0] ?? '').trim() } }));
  });
  return { covers: [], observations };
}
