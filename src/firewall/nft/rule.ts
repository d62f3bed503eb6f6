import type { Change, Match, Rule, RulePlace, Verdict } from '../model.ts';
import { asksOf, keyAt, lookedUp, portsOf, relationAt, setAt } from '../relation.ts';
import { type Cursor, unquoted } from '../words.ts';
import { assignment, connection, valueAt } from './assignment.ts';
import { cannotTell, type Draft, lost, type Reader, type Said, type Where } from './draft.ts';
import { limit, meter, quota } from './limits.ts';
import { flags, redirect, translation } from './translation.ts';

/** Reads one rule, whose words are those of the cursor. Total: what is not understood is a condition that nobody knows. */
export function ruleAt(cursor: Cursor, where: Where): Rule {
  const { at } = cursor;
  const draft: Draft = { order: [], verdict: null };
  let end = cursor.to;
  for (let nth = 0; !cursor.done; nth++) {
    const from = cursor.at;
    const { word } = cursor;
    if (again(cursor, draft, where.before?.[nth])) continue;
    const steps = draft.order.length;
    const { verdict } = draft;
    if (word.startsWith('#')) {
      const handle = /^#\s*handle (\d+)$/.exec(word.trim());
      if (handle !== null) {
        draft.handle = Number(handle[1]);
        end = from;
        cursor.next();
        continue;
      }
    }
    if (word === '\n') cursor.next();
    else if (!statement(cursor, draft, where)) {
      cursor.at = from;
      unread(cursor, draft);
      break;
    } else if (where.before !== undefined && verdict === null && draft.asks === undefined && draft.addressed !== true) {
      // A counter tells its own packets, so it is read each time.
      const words = word === 'counter' ? [] : cursor.words.word.slice(from, cursor.at);
      where.before[nth] = {
        words,
        behind: behindOf(cursor, cursor.at),
        steps: draft.order.slice(steps),
        verdict: draft.verdict,
      };
    }
  }
  const handle = /^#\s*handle (\d+)$/.exec((cursor.words.word[cursor.to - 1] ?? '').trim());
  if (handle !== null) {
    draft.handle = Number(handle[1]);
    end = cursor.to - 1;
  }
  const place: RulePlace = {
    line: cursor.words.line[at] ?? 1,
    family: where.family,
    table: where.table,
    chain: where.chain,
    number: where.number,
    text: cursor.text(at, end),
    ...(draft.handle === undefined ? {} : { handle: draft.handle }),
    ...(draft.packets === undefined ? {} : { packets: draft.packets }),
  };
  return ruleOf(place, draft);
}

function behindOf({ words, to }: Cursor, at: number): string {
  const word = at < to ? (words.word[at] ?? '') : '';
  return word.startsWith('#') ? '#' : word;
}

/** Steps over a statement that stood at the same place of the rule before. */
function again(cursor: Cursor, draft: Draft, said: Said | undefined): boolean {
  if (said === undefined || said.words.length === 0 || draft.verdict !== null) return false;
  const { words, steps, verdict } = said;
  const { word } = cursor.words;
  const end = cursor.at + words.length;
  if (end > cursor.to) return false;
  for (let i = 0; i < words.length; i++) if (word[cursor.at + i] !== words[i]) return false;
  // Else it could go on with what is next: `reject`, `reject with tcp reset`.
  if (behindOf(cursor, end) !== said.behind) return false;
  for (const step of steps) draft.order.push(step);
  draft.verdict = verdict;
  cursor.at = end;
  return true;
}

function ruleOf(place: RulePlace, draft: Draft): Rule {
  const { verdict, asks, ports, addressed } = draft;
  const decided = { verdict, ...(asks === undefined ? {} : { asks }), ...(ports === undefined ? {} : { ports }) };
  const asked = joined(draft.order);
  const order =
    addressed === true
      ? asked.map((step) => ('test' in step ? step : { ...step, asks: [{ field: 'from' as const }] }))
      : asked;
  if (order.every(isMatch)) return { place, matches: order, changes: none, ...decided };
  const matches = order.filter(isMatch);
  const changes = order.flatMap((step) => ('test' in step ? [] : [step.change]));
  const rule = { place, matches, changes, ...decided };
  return changes.length > 0 ? { ...rule, order } : rule;
}

const inequality = /^(?:tcp|udp|udplite|sctp|dccp|th) ([sd])port != (?!\d+-\d+$)[\w-]+$/;

/**
 * nft (seen of 1.0.6, by --debug=netlink) joins `sport != A` and `dport != B` of one rule: the kernel then asks whether the two
 * together are other than A and B. The list of rules does not tell whether they were joined, so where it matters nobody knows.
 */
function joined(order: Draft['order']): Draft['order'] {
  const of = (end: string): Match | undefined =>
    order.filter(isMatch).find(({ text }) => inequality.exec(text)?.[1] === end);
  const [one, other] = [of('s'), of('d')];
  if (one === undefined || other === undefined) return order;
  const test: Match['test'] = (packet) => {
    const [a, b] = [one.test(packet), other.test(packet)];
    return a === b ? a : 'unknown';
  };
  const because = `${one.text} ${other.text} (nft may have joined the two)`;
  return order.map((step) =>
    step === other ? { ...other, test, because } : step === one ? { ...one, test, because } : step,
  );
}

const none: Rule['changes'] = [];
const isMatch = (step: Match | Change): step is Match => 'test' in step;

/** What is left of the rule. The verdict at its end is one that the rule may come to. */
function unread(cursor: Cursor, draft: Draft): void {
  const { at, to } = cursor;
  const words = cursor.words.word.slice(at, to).filter((word) => word !== '\n' && !word.startsWith('#'));
  const text = cursor.text(at, (cursor.words.word[to - 1] ?? '').startsWith('#') ? to - 1 : to);
  draft.order.push({ text, because: `not understood: ${text}`, unread: true, test: () => 'unknown' });
  if (words.includes('set')) draft.order.push(lost);
  const [jump = '', chain = ''] = words.slice(-2);
  const last = words.at(-1) ?? '';
  const rejects = words.lastIndexOf('reject');
  if (rejects >= 0 && (words.length - rejects === 1 || words[rejects + 1] === 'with')) {
    const how = words
      .slice(rejects + 2)
      .join(' ')
      .replace(/^icmp(?:v6|x)?(?: type)? /, 'icmp ');
    draft.verdict = { is: 'reject', how: how || 'icmp port-unreachable' };
    cursor.at = to;
    return;
  }
  draft.verdict =
    jump === 'jump' || jump === 'goto'
      ? { is: jump, chain }
      : last === 'accept' || last === 'drop' || last === 'return' || last === 'continue'
        ? { is: last }
        : { is: 'unknown', why: `not understood: ${text}` };
  cursor.at = to;
}

/** Reads one statement; false: it is not understood. */
function statement(cursor: Cursor, draft: Draft, where: Where): boolean {
  const { word } = cursor;
  const reader = Object.hasOwn(statements, word) ? statements[word] : undefined;
  if (reader !== undefined) {
    const { at } = cursor;
    cursor.next();
    const done = reader(cursor, draft, where);
    if (done !== null) return done;
    cursor.at = at;
  }
  return expression(cursor, draft, where);
}

const decides =
  (is: 'accept' | 'drop' | 'return' | 'continue'): Reader =>
  (_, draft) => {
    draft.verdict = { is };
    return true;
  };

const jumps =
  (is: 'jump' | 'goto'): Reader =>
  (cursor, draft) => {
    draft.verdict = { is, chain: cursor.next() };
    return true;
  };

const statements: Readonly<Record<string, Reader>> = {
  accept: decides('accept'),
  drop: decides('drop'),
  return: decides('return'),
  continue: decides('continue'),
  jump: jumps('jump'),
  goto: jumps('goto'),
  reject,
  counter,
  log,
  limit,
  quota,
  last: (cursor) => {
    if (cursor.take('used')) cursor.next();
    return true;
  },
  comment: (cursor) => cursor.next() !== '',
  notrack: (_, draft) => {
    draft.order.push({ change: (packet) => ({ ...packet, state: 'untracked' }) });
    return true;
  },
  xt,
  queue: aside('queue'),
  tproxy: aside('tproxy'),
  synproxy: aside('synproxy'),
  fwd: aside('fwd'),
  dup: (cursor) => {
    cursor.take('to');
    cursor.next();
    if (cursor.take('device')) cursor.next();
    return true;
  },
  flow: (cursor, draft) => {
    cursor.at += 2;
    return cannotTell(draft, 'flow add');
  },
  meter,
  add: update,
  update,
  delete: update,
  masquerade: (cursor, draft) => {
    if (cursor.take('to')) cursor.next();
    flags(cursor);
    draft.verdict = { is: 'snat', to: null };
    return true;
  },
  redirect,
  snat: translation,
  dnat: translation,
  meta: assignment,
  mark: assignment,
  ct: connection,
};

/** Somebody else decides: a program, or another part of the kernel. */
function aside(name: string): Reader {
  return (cursor, draft) => {
    const from = cursor.at - 1;
    while (!cursor.done && !/^(?:#|comment$)/.test(cursor.word)) cursor.next();
    draft.verdict = { is: 'unknown', why: cursor.text(from, cursor.at) || name };
    return true;
  };
}

/** `xt match NAME`, `xt target NAME`: of iptables(8), without what it asks. */
function xt(cursor: Cursor, draft: Draft): boolean {
  const kind = cursor.next();
  const name = unquoted(cursor.next());
  if (kind === 'match') return cannotTell(draft, `xt match ${name}`);
  if (kind !== 'target' || name === '') return false;
  if (!/^(?:LOG|NFLOG|MARK|CONNMARK|CLASSIFY|TOS|DSCP|TCPMSS|TTL|AUDIT|SET|CHECKSUM|TRACE)$/.test(name)) {
    draft.verdict = { is: 'unknown', why: `xt target ${name}` };
  } else draft.order.push(lost);
  return true;
}

function reject(cursor: Cursor, draft: Draft, { family }: Where): boolean {
  let how = 'icmp port-unreachable';
  if (cursor.take('with')) {
    const protocol = cursor.next();
    if (protocol === 'tcp') {
      if (!cursor.take('reset')) return false;
      how = 'tcp reset';
      draft.order.push({ text: 'meta l4proto tcp', test: (packet) => packet.protocol === 'tcp' });
    } else if (/^icmp(?:v6|x)?$/.test(protocol)) {
      cursor.take('type');
      how = `icmp ${cursor.next()}`;
      const version = protocol === 'icmp' ? 4 : 6;
      if (protocol !== 'icmpx' && family !== 'ip' && family !== 'ip6') {
        draft.order.push({ text: `reject with ${protocol}`, test: (packet) => packet.family === version });
      }
    } else return false;
  }
  draft.verdict = { is: 'reject', how };
  return true;
}

function counter(cursor: Cursor, draft: Draft): boolean {
  if (cursor.take('name')) return cursor.next() !== '';
  if (cursor.take('packets')) draft.packets = Number(cursor.next());
  if (cursor.take('bytes')) cursor.next();
  return true;
}

function log(cursor: Cursor): boolean {
  for (;;) {
    const { word } = cursor;
    if (word === 'flags') {
      cursor.next();
      if (cursor.take('tcp') || cursor.take('ip')) cursor.next();
      else cursor.next();
      while (cursor.take(',')) cursor.next();
    } else if (/^(?:prefix|level|group|snaplen|queue-threshold)$/.test(word)) cursor.at += 2;
    else return true;
  }
}

/** `add @SET { KEY [timeout T] [STATEMENT] }`: it matches unless the set is full, or the statement says no. */
function update(cursor: Cursor, draft: Draft, { family, table, sets }: Where): boolean {
  const from = cursor.at - 1;
  const verb = cursor.peek(-1);
  const name = cursor.next();
  if (!name.startsWith('@') || cursor.word !== '{') return false;
  const open = cursor.at;
  cursor.skipBlock();
  const close = cursor.at;
  cursor.at = open + 1;
  const key = keyAt(cursor);
  if (key === null) return false;
  const rest = cursor.words.word.slice(cursor.at, close);
  cursor.at = close;
  const text = cursor.text(from, close);
  const counts = rest.some((word) => word === 'limit' || word === 'quota' || word === 'ct');
  draft.order.push({
    text,
    because: text,
    test: (packet) => {
      if (!key.fields.every((field) => field.present?.(packet) ?? field.read(packet) !== null)) return false;
      const set = sets.get(name.slice(1));
      const room = verb === 'delete' || (set?.room != null && set.size < set.room);
      return room && !counts ? true : 'unknown';
    },
  });
  const touched = `${family} ${table} ${name.slice(1)}`;
  draft.order.push({ change: (packet) => ({ ...packet, touched: new Set([...(packet.touched ?? []), touched]) }) });
  return true;
}

/** A comparison, a verdict map, or a field of the packet that is set. */
function expression(cursor: Cursor, draft: Draft, { sets }: Where): boolean {
  const from = cursor.at;
  const key = keyAt(cursor);
  if (key === null) return false;
  if (cursor.take('vmap')) {
    const set = setAt(cursor, key, sets, true);
    if (set === null) return false;
    draft.asks = asksOf(key, set);
    draft.ports = portsOf(key, set);
    draft.verdict = (packet) => {
      const map = set();
      const found = lookedUp(key, map, packet);
      if (found === 'unknown') return { is: 'unknown', why: cursor.text(from, Math.min(from + 6, cursor.to)) };
      return verdictOf(found === null ? undefined : map?.data[found]);
    };
    return true;
  }
  const [field] = key.fields;
  if (cursor.word === 'set' && field !== undefined && key.fields.length === 1) {
    cursor.next();
    if (valueAt(cursor, draft) === null) return false;
    const changed = field.sets;
    if (changed !== undefined) {
      draft.order.push({ change: (packet) => ({ ...packet, unknown: new Set([...(packet.unknown ?? []), changed]) }) });
    }
    return true;
  }
  const match = relationAt(cursor, key, sets, from);
  if (match === null) return false;
  draft.order.push(match);
  return true;
}

function verdictOf(data: readonly string[] | undefined): Verdict {
  const [word, chain = ''] = data ?? ['continue'];
  if (word === 'accept' || word === 'drop' || word === 'return' || word === 'continue') return { is: word };
  if (word === 'jump' || word === 'goto') return { is: word, chain };
  return { is: 'unknown', why: (data ?? []).join(' ') };
}
