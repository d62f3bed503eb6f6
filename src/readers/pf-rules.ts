/*
 * What `pfctl -sr` prints on a BSD or macOS: the last rule that fits decides, or the first one with `quick`; without any pf lets
 * pass (pf.conf(5)). What pf lets in is not stated: other rules may stop it.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { familyOf, isAddress, sameNetwork } from '../wire/address.ts';
import { apartLines, commandAbove, dialledIn, factAt, hasMark, linesOf } from './pasted.ts';
import { sourceAt } from './source.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'pf-rules',
  title: 'rules of pf',
  knows: [{ program: 'pfctl', texts: ['pfctl -sr', 'pfctl -s rules'] }],
  vantage: 'server',
  recognise: (lines) => rulesIn(lines).map(({ index }) => index),
  read,
};

interface Rule {
  readonly index: number;
  readonly text: string;
}

const command = /^(?:(?:sudo|doas) )?(?:\/sbin\/)?pfctl (?:-a \S+ )?-[nv]*s ?r(?:ules)?$/;
const form = /^(?:@\d+ )?((?:pass|block|match|anchor|scrub|nat-anchor|rdr-anchor|antispoof)\b.*)$/;
/** What `-v` prints below each rule. */
const counted = /^\[ (?:Evaluations|Inserted|Last Active)/;
const most = 2000;

/** The rules right below the command, as a whole; none of the client, and none of an anchor alone. */
function rulesIn(raw: readonly string[]): readonly Rule[] {
  if (!hasMark(raw, /\bpfctl /)) return [];
  const isApart = apartLines(raw);
  const lines = raw.map(clean);
  const at = lines.findLastIndex((_, i) => !isApart(i) && command.test(commandAbove(lines, i, 0) ?? ''));
  if (at < 0 || / -a /.test(lines[at] ?? '')) return [];
  const rules: Rule[] = [];
  for (const [n, line] of lines.slice(at + 1, at + most).entries()) {
    const text = form.exec(line)?.[1];
    if (text !== undefined) rules.push({ index: at + 1 + n, text });
    else if (!counted.test(line)) break;
  }
  return rules;
}

interface Flow {
  readonly port: number;
  readonly six: boolean;
  readonly source: string | null;
  readonly to: string | null;
  /** The one card of the rules, when they name no other. */
  readonly device: string | null;
}

/** Whether each of these is so; null: one of them is not known, and none is false. */
function all(...parts: readonly (boolean | null)[]): boolean | null {
  if (parts.includes(false)) return false;
  return parts.includes(null) ? null : true;
}

const address = '!? ?(?:\\([^)]*\\)|<[^>]*>|[^\\s{}]+)';
const names: Readonly<Record<string, number>> = { ssh: 22, http: 80, https: 443, domain: 53, smtp: 25 };

/** Whether a rule is for the first packet of the connection; null: that hinges on more. */
function isFor(text: string, flow: Flow): boolean | null {
  const head = text.split(/ (?:from|all)(?= |$)/)[0] ?? '';
  const [, from = 'any', to = 'any', port] =
    new RegExp(
      ` from (${address})(?: port .*?)?(?: to (${address})(?: port (.*?))?)?(?= (?:flags|keep|modulate|synproxy|no state|label|tag|user|os|rtable|max|once|allow|$)|$)`,
    ).exec(text) ?? [];
  const [, device] = / on (!? ?\S+)/.exec(head) ?? [];
  const protocol = / proto (\S+)/.exec(head)?.[1];
  const odd =
    /\b(?:user|group|os|tagged|probability|received-on|icmp6?-type|divert-to|route-to|reply-to|dup-to|source-track|max-src)\b/;
  return all(
    !/ out(?: |$)/.test(head),
    protocol === undefined || protocol === 'tcp',
    / inet6(?: |$)/.test(head) ? flow.six : / inet(?: |$)/.test(head) ? !flow.six : true,
    isDevice(device, flow),
    from === 'any' ? true : isAddressed(from, flow.source),
    to === 'any' || /^\(?[a-z]\w*(?::0)?\)?$/.test(to) ? true : isAddressed(to, flow.to),
    port === undefined ? true : hasPort(port, flow.port),
    / flags (?!S\/SA|any|S\/\w+A)/.test(text) ? null : true,
    odd.test(text) ? null : true,
  );
}

function isDevice(device: string | undefined, flow: Flow): boolean | null {
  if (device === undefined || device === 'egress') return true;
  if (/^lo\d*$/.test(device)) return false;
  if (device.startsWith('!')) return /^! ?lo\d*$/.test(device) ? true : null;
  return device === flow.device ? true : null;
}

function isAddressed(text: string, own: string | null): boolean | null {
  if (/^(?:no-route|urpf-failed)$/.test(text)) return false;
  const plain = /^[\da-f.:]+(?:\/\d{1,3})?$/i.test(text) && isAddress(text.replace(/\/.*$/, ''));
  return own === null || !plain ? null : sameNetwork(own, text);
}

function hasPort(text: string, port: number): boolean | null {
  const number = (word = ''): number => names[word] ?? Number(word);
  const [, low, mark, high] = /^(\S+) (:|><|<>) (\S+)$|^$/.exec(text.replace(/^(\d+):(\d+)$/, '$1 : $2')) ?? [];
  if (low !== undefined) {
    const [from, to] = [number(low), number(high)];
    const within = mark === ':' ? port >= from && port <= to : port > from && port < to;
    return mark === '<>' ? port < from || port > to : within;
  }
  const [, sign = '', word] = /^(=|!=|<|>|<=|>=) (\S+)$/.exec(text) ?? [];
  const value = number(word);
  if (word === undefined || Number.isNaN(value)) return null;
  if (sign === '=') return port === value;
  if (sign === '!=') return port !== value;
  return sign.startsWith('<')
    ? port < value || (sign === '<=' && port === value)
    : port > value || (sign === '>=' && port === value);
}

/** Daemons that ban keep their rules in anchors, and let nobody in there. */
const bans = /^anchor "(?:f2b|fail2ban|bl[ao]cklistd)\b/;

/** The rule that stops the connection for certain; null: none does, or it hinges on more. */
function stopping(rules: readonly Rule[], flow: Flow): Rule | null {
  let last: Rule | null = null;
  /** One that may let it in for good, or may be the last that fits. */
  let open = false;
  for (const rule of rules) {
    const { text } = rule;
    if (/^anchor /.test(text)) {
      // What stands in it is not shown.
      if (!bans.test(text)) return null;
      continue;
    }
    if (!/^(?:pass|block)\b/.test(text)) continue;
    const fits = isFor(text, flow);
    if (fits === false) continue;
    const quick = / quick(?: |$)/.test(text);
    if (fits === null) {
      if (text.startsWith('pass')) {
        if (quick) return null;
        open = true;
      }
      continue;
    }
    last = rule;
    open = false;
    if (quick) break;
  }
  return open || !last?.text.startsWith('block') ? null : last;
}

function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const { hosts, ports } = dialledIn(raw);
  const rules = rulesIn(raw);
  const [port = 22] = ports;
  // Rules that are loaded and not switched on do nothing.
  const off = raw.some((line) => /^Status: Disabled\b/.test(clean(line)));
  if (rules.length === 0 || ports.size > 1 || off) return { covers: [], observations: [] };
  const devices = new Set(rules.flatMap(({ text }) => / on !? ?([a-z]\w*)/.exec(text)?.[1] ?? []));
  const cards = [...devices].filter((name) => name !== 'egress' && !/^lo\d*$/.test(name));
  const addresses = [...hosts].filter(isAddress);
  const found = stopping(rules, {
    port,
    six: addresses.length > 0 && addresses.every((one) => familyOf(one) === 6),
    source: sourceAt(raw),
    to: addresses.length === 1 ? (addresses[0] ?? null) : null,
    device: cards.length === 1 ? (cards[0] ?? null) : null,
  });
  if (found === null) return { covers: [], observations: [] };
  const action = /^block return/.test(found.text) ? 'reject' : 'drop';
  const value = { where: 'server', action, hook: 'in', rule: `pf: ${found.text}` } as const;
  return { covers: [], observations: [factAt(id, raw, found.index, 'firewall.decision', value)] };
}
