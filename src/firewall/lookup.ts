import type { Truth } from './model.ts';
import type { PolicyRule, Route, Routes } from './routes.ts';
import { ipv4, ipv6, type Span, type Value } from './values.ts';

/** What is asked of the routes. */
export interface Query {
  readonly family: 4 | 6;
  readonly to: string;
  readonly from: string;
  /** `lo` for what is made here. */
  readonly iif: string | undefined;
  /** Undefined: nobody knows. */
  readonly mark: number | undefined;
  readonly ports: { readonly from: number | undefined; readonly to: number | undefined } | null;
}

/** What they say. `by`: the route, or the rule that decides without one; null where none is found. */
export interface Found {
  readonly kind: 'unicast' | 'local' | 'blackhole' | 'unreachable' | 'prohibit' | 'none' | 'other';
  readonly by: Route | PolicyRule | null;
  readonly devices: readonly string[];
}

/** All that may come of it: one thing when it is certain. `because`: what it hinges on. */
export interface Lookup {
  readonly found: readonly Found[];
  readonly because: string | null;
}

const none: Found = { kind: 'none', by: null, devices: [] };
/** Anything may come of it. */
const open: Found = { kind: 'other', by: null, devices: [] };
/** Rules that are asked for one packet. */
const maxRules = 100_000;

/** Rules as every Linux has them at first (ip-rule(8)). */
const standard = (family: 4 | 6): readonly PolicyRule[] =>
  (family === 4 ? (['local', 'main', 'default'] as const) : (['local', 'main'] as const)).map((table, i) => ({
    text: `from all lookup ${table}`,
    line: 0,
    family,
    priority: [0, 32766, 32767][i] ?? 0,
    not: false,
    from: null,
    to: null,
    mark: null,
    iif: null,
    oif: null,
    protocol: null,
    fromPort: null,
    toPort: null,
    because: null,
    does: { is: 'lookup', table },
    suppress: -1,
  }));

/** The rules that were given, or those that every Linux has at first. */
export function rulesFor(
  routes: Routes,
  family: 4 | 6,
): { readonly rules: readonly PolicyRule[]; readonly given: boolean } {
  const own = routes.rules.filter((rule) => rule.family === family);
  return own.length > 0 ? { rules: own, given: true } : { rules: standard(family), given: false };
}

/** Asks rule after rule, as fib_rules_lookup() of Linux does. Where one is not known both ways are followed. */
export function lookUp(routes: Routes, query: Query): Lookup {
  const { rules } = rulesFor(routes, query.family);
  const found: Found[] = [];
  let because: string | null = null;
  let asked = 0;
  for (let i = 0; i < rules.length && asked++ < maxRules; i++) {
    const rule = rules[i];
    if (rule === undefined) break;
    const truth = matches(rule, query);
    if (truth === false) continue;
    if (truth === 'unknown') because ??= rule.because === null ? rule.text : `${rule.text} (${rule.because})`;
    const out = done(routes, rule, query);
    because ??= out.because;
    found.push(...out.found);
    if (rule.does.is === 'goto' && truth === 'unknown') found.push({ ...open, by: rule });
    if (rule.does.is === 'goto' && truth === true) {
      const goal = rule.does.priority;
      const next = rules.findIndex(({ priority }, j) => j > i && priority === goal);
      if (next > i) i = next - 1;
    } else if (truth === true && !out.falls) return { found, because };
  }
  return { found: [...found, none], because };
}

interface Out {
  readonly found: readonly Found[];
  /** The next rule may be asked. */
  readonly falls: boolean;
  readonly because: string | null;
}

function done(routes: Routes, rule: PolicyRule, query: Query): Out {
  const { does } = rule;
  if (does.is === 'nop' || does.is === 'goto') return { found: [], falls: true, because: null };
  if (does.is === 'unknown') return { found: [{ ...open, by: rule }], falls: true, because: rule.text };
  if (does.is !== 'lookup') return { found: [{ kind: does.is, by: rule, devices: [] }], falls: false, because: null };
  const table = routes.routes.filter((route) => route.family === query.family && route.table === does.table);
  if (table.length === 0 && !routes.whole.has(query.family) && !/^(?:main|local|default)$/.test(does.table))
    return {
      found: [{ ...open, by: rule }],
      falls: true,
      because: `the routes of table ${does.table}, which ip route show table all prints`,
    };
  return inTable(table, rule, query);
}

/** The longest prefix, then the lowest metric (fib_table_lookup, fib6_table_lookup). */
function inTable(table: readonly Route[], { suppress }: PolicyRule, { family, to, from }: Query): Out {
  const [address, source] = family === 4 ? [ipv4(to), ipv4(from)] : [ipv6(to), ipv6(from)];
  if (address === undefined) return { found: [], falls: true, because: null };
  const fitting = table
    .filter(
      (route) =>
        within(route.to, address) && (route.from === null || (source !== undefined && within(route.from, source))),
    )
    .sort((a, b) => b.length - a.length || a.metric - b.metric);
  const found: Found[] = [];
  let because: string | null = null;
  for (const route of fitting) {
    const passed = (route.kind === 'unicast' || route.kind === 'local') && route.length <= suppress;
    if (route.kind === 'throw' || passed) return { found, falls: true, because };
    const kind = route.kind;
    // Of IPv6 routes with one metric the kernel takes one that works.
    const twins =
      family === 6
        ? fitting.filter((r) => r.length === route.length && r.metric === route.metric && r.kind === kind)
        : [route];
    found.push({ kind, by: route, devices: [...new Set(twins.flatMap(({ devices }) => devices))] });
    because ??= route.because;
    if (route.because === null) return { found, falls: false, because };
  }
  return { found, falls: true, because };
}

function within({ lo, hi }: Span, value: Value): boolean {
  return lo <= value && value <= hi;
}

function matches(rule: PolicyRule, query: Query): Truth {
  const parse = query.family === 4 ? ipv4 : ipv6;
  const [from, to] = [parse(query.from), parse(query.to)];
  const checks: Truth[] = [
    rule.from === null || (from === undefined ? 'unknown' : within(rule.from, from)),
    rule.to === null || (to === undefined ? 'unknown' : within(rule.to, to)),
    rule.mark === null ||
      (query.mark === undefined ? 'unknown' : ((rule.mark.value ^ query.mark) & rule.mark.mask) === 0),
    rule.iif === null || (query.iif === undefined ? 'unknown' : rule.iif === query.iif),
    // Nobody has bound the socket to an interface.
    rule.oif === null,
    rule.protocol === null || rule.protocol === 'tcp' || rule.protocol === '6',
    port(rule.fromPort, query.ports?.from),
    port(rule.toPort, query.ports?.to),
    rule.because === null || 'unknown',
  ];
  const all: Truth = checks.includes(false) ? false : checks.includes('unknown') ? 'unknown' : true;
  return rule.not && all !== 'unknown' ? !all : all;
}

function port(span: Span | null, value: number | undefined): Truth {
  return span === null || (value === undefined ? 'unknown' : within(span, value));
}
