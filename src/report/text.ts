import type { Fleet } from '../model/fleet.ts';
import { ownerText } from '../model/flow.ts';
import type { Ask, Report, ReportFix, ReportStage } from '../model/report.ts';
import { printable } from '../model/text.ts';
import { fleetBlocks, fleetHead, fleetSource } from './fleet-text.ts';
import { families, innocent } from './phrases.ts';
import { whereOf } from './rule-text.ts';

/** How to colour; each function gives its text back, painted or not. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

export interface TextOptions {
  readonly paint: Paint;
  /** Columns. */
  readonly width: number;
  /** Unfold every claim to its evidence. */
  readonly verbose: boolean;
  /** Only ASCII can be shown: bars are drawn with it. */
  readonly ascii?: boolean;
}

const risks: Readonly<Record<ReportFix['risk'], string>> = {
  none: 'no risk',
  reload: 'a reload; cuts no session',
  restart: 'a restart; sessions that are open stay',
  'cuts-sessions': 'cuts open sessions',
  lockout: 'can lock you out: keep a session open',
};

/** The report for a person. Reads nothing but the report. */
export function renderText(report: Report, options: TextOptions): string {
  const { others = [] } = report;
  if (others.length === 0) return renderOne(report, options);
  const all = [report, ...others];
  const details = all.filter((one, i) => options.verbose || all.findIndex((other) => isAlike(one, other)) === i);
  const left = all.length - details.length;
  const more =
    left === 0 ? '' : `\n  ${options.paint.dim(`the other ${left} fare like one of these: -v shows them too`)}\n`;
  return `${table(all, options)}${details.map((one) => renderOne(one, options)).join('')}${more}`;
}

/** Whether the details of two machines would read the same, but for names and addresses. */
function isAlike({ verdict: a }: Report, { verdict: b }: Report): boolean {
  const same = (x: readonly string[], y: readonly string[]): boolean => x.join() === y.join();
  return a.symptom === b.symptom && same(a.roots, b.roots) && same(a.candidates, b.candidates);
}

/** Where a text speaks of several machines: a line for each, before the details. */
function table(reports: readonly Report[], { paint, width }: TextOptions): string {
  const names = reports.map((report) => nameOf(report));
  const column = Math.min(40, Math.max(...names.map((name) => name.length)));
  const rows = reports.map(({ verdict }, i) => {
    const { roots, candidates, symptom, outcome } = verdict;
    const first = roots[0] ?? candidates[0];
    const cause = first === undefined ? '' : roots.length > 0 ? first : `perhaps ${first}`;
    const what = (symptom ?? outcome).padEnd(24);
    return `  ${(names[i] ?? '').padEnd(column)}  ${paint.bold(what)}  ${cause}`
      .slice(0, Math.max(width, 60) + 20)
      .trimEnd();
  });
  const title = `the text speaks of ${reports.length} machines; each is judged by its own lines alone`;
  return `\n  ${paint.dim(title)}\n\n${rows.join('\n')}\n`;
}

function nameOf({ host, target }: Report): string {
  return printable(host ?? target?.host ?? 'no name');
}

function renderOne(report: Report, options: TextOptions): string {
  const { verdict } = report;
  if (report.fleet !== undefined) return renderFleet(report, report.fleet, options);
  const lines: string[] = ['', `  ${header(report, options)}`, `  ${ladder(report.stages, options.paint)}`, ''];
  lines.push(...wrap(options.paint.bold(printable(verdict.summary, 2000)), '  ', '  ', options.width), '');
  lines.push(
    ...findings(report, options),
    ...so(report, options),
    ...labelled('Lacks', lacksIn(report), options),
    ...proof(report, options),
    ...changed(report, options),
  );
  lines.push(...rate(report, options), ...either(report, options), ...fixes(report, options), ...next(report, options));
  if (options.verbose) lines.push(...unfolded(report, options));
  else lines.push(...labelled('Note', notesOf(report), options));
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

/** What was given or asked for and could not be looked at; what was spent is for who asks for more. */
function notesOf({ warnings }: Report): readonly string[] {
  return warnings.filter((warning) => !warning.startsWith('sent'));
}

/** A log of many connections: the answer in three lines, then its figures. */
function renderFleet(report: Report, fleet: Fleet, options: TextOptions): string {
  const { paint, width } = options;
  const answer = [paint.bold(printable(report.verdict.summary, 2000)), ...fleetHead(fleet)];
  const lines = [
    ...answer.flatMap((line) => wrap(line, '  ', '  ', width)),
    ...wrap(paint.dim(fleetSource(fleet)), '  ', '  ', width),
    ...fleetBlocks(fleet, options).flatMap(([label, texts, hang]) =>
      texts.length === 0 ? [] : ['', ...labelled(label, texts, options, hang)],
    ),
    ...proof(report, options),
    ...either(report, options),
    ...fixes(report, options),
    ...next(report, options),
    ...(options.verbose ? unfolded(report, options) : ['', ...labelled('Note', report.warnings, options)]),
  ];
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

function header({ target, host, durationMs }: Report, { paint, width }: TextOptions): string {
  const took = `${(durationMs / 1000).toFixed(1)} s`;
  if (host !== undefined) return `${paint.bold(printable(host))} ${paint.dim('from text alone')}`;
  if (target === null) return paint.dim('from text alone');
  const address = target.addresses.filter((a) => a !== target.host).join(', ');
  const left = printable([target.host, ...(address === '' ? [] : [address]), `port ${target.port}`].join(' · '));
  const gap = ' '.repeat(Math.max(2, Math.min(width, 88) - 2 - left.length - took.length));
  return `${paint.bold(left)}${gap}${paint.dim(took)}`;
}

/** The stages in one line, the passed ones ticked. */
export function ladder(stages: readonly Pick<ReportStage, 'stage' | 'status'>[], paint: Paint): string {
  const marks = {
    pass: (s: string) => paint.green(`✓ ${s}`),
    fail: (s: string) => paint.red(`✗ ${s}`),
    skip: (s: string) => paint.dim(s),
    unknown: (s: string) => paint.dim(`? ${s}`),
  };
  return stages.map(({ stage, status }) => marks[status](stage)).join(paint.dim(' · '));
}

function findings({ findings: found, verdict }: Report, options: TextOptions): readonly string[] {
  const shown = options.verbose || verdict.outcome === 'healthy' ? found : found.slice(0, 8);
  const rest = found.length - shown.length;
  return [
    ...labelled(
      'Seen',
      shown.map((f) => `${f.say}${f.therefore === undefined ? '' : `   ${options.paint.dim(f.therefore)}`}`),
      options,
    ),
    ...(rest > 0 ? [`          ${options.paint.dim(`and ${rest} more: -v shows them`)}`] : []),
  ];
}

function so({ verdict }: Report, options: TextOptions): readonly string[] {
  if (verdict.symptom === null || verdict.outcome === 'degraded') return [];
  const text = innocent[verdict.symptom] ?? innocent[verdict.stage];
  return text === undefined ? [] : labelled('So', [text], options);
}

/** A cause that is proved wants no more. */
function lacksIn({ lacks, verdict }: Report): readonly string[] {
  return lacks.length === 0 || verdict.roots.length > 0 || verdict.outcome === 'healthy'
    ? []
    : [`${lacks.join('; ')}: none of this was found in the text`];
}

/** The words of the evidence that prove the roots. */
function proof({ verdict, assessments, evidence }: Report, options: TextOptions): readonly string[] {
  const quotes = verdict.roots.flatMap((root) => assessments.find((a) => a.cause === root)?.because ?? []);
  const titles = new Map(evidence.map((e) => [e.id, e.title]));
  const said = quotes.flatMap((q) => {
    if (q.quote === undefined || q.quote.trim() === '') return [];
    const { rule, owner } = q;
    const source = rule?.file ?? titles.get(q.evidence) ?? q.evidence;
    const place = [
      source,
      ...(q.line === undefined ? [] : [`line ${q.line}`]),
      ...(rule === undefined ? [] : [whereOf(rule)]),
    ];
    const by = owner === undefined ? '' : `   made by ${ownerText(owner)}`;
    return [`${q.quote.trim()}   ${options.paint.dim(place.join(', '))}${by}`];
  });
  return [
    '',
    ...labelled('Proof', [...new Set(said)].slice(0, 6), options),
    ...labelled('Cause', verdict.roots, options),
  ];
}

function rate({ verdict }: Report, options: TextOptions): readonly string[] {
  const i = verdict.intermittent;
  if (i === null) return [];
  const percent = (x: number): string => `${Math.round(x * 100)} %`;
  const said = `${i.failed} of ${i.tried} attempts failed: a rate between ${percent(i.low)} and ${percent(i.high)} (95 %)`;
  return labelled('Rate', [said, ...(i.differs === undefined ? [] : [i.differs])], options);
}

/** What it may be; beside a proven cause, what may wait behind that. */
function either({ verdict, assessments }: Report, options: TextOptions): readonly string[] {
  if (verdict.candidates.length === 0) return [];
  const [first, others] = verdict.roots.length > 0 ? ['Perhaps', 'and'] : ['Either', 'or'];
  const family = familyOf(verdict.candidates, verdict.families, assessments);
  const lines = verdict.families.slice(0, 4).flatMap((name, i) => {
    const members = family.get(name) ?? [];
    const list = `${members.slice(0, 4).join(', ')}${members.length > 4 ? ` … ${members.length} in all` : ''}`;
    return labelled(i === 0 ? first : others, [`${families[name] ?? name}   ${options.paint.dim(list)}`], options);
  });
  const rest = verdict.families.length - 4;
  return [
    '',
    ...lines,
    ...(rest > 0 ? [`          ${options.paint.dim(`and ${rest} less likely kinds of cause: -v shows them`)}`] : []),
  ];
}

/** Candidates by family, in their order. */
function familyOf(
  candidates: readonly string[],
  names: readonly string[],
  assessments: Report['assessments'],
): ReadonlyMap<string, readonly string[]> {
  const of = new Map(assessments.map((a) => [a.cause, a.family]));
  return new Map(names.map((name) => [name, candidates.filter((c) => of.get(c) === name)]));
}

function fixes({ fixes: all }: Report, options: TextOptions): readonly string[] {
  const { paint } = options;
  return (options.verbose ? all : foremost(all)).flatMap((fix, i) => {
    const where =
      fix.who === 'client' ? 'on this machine' : `on the ${fix.who === 'account' ? 'server' : fix.who}'s side`;
    const head = `${fix.platform === undefined ? '' : `${fix.platform}: `}${fix.say}   ${paint.dim(`${where}; ${risks[fix.risk]}`)}`;
    return [
      ...(i === 0 ? [''] : []),
      ...labelled(i === 0 ? 'Fix' : '', [head], options),
      ...fix.commands.map((c) => `            ${paint.cyan(printable(c, 2000))}`),
      ...(options.verbose ? fix.undo.map((c) => `            ${paint.dim(`undo: ${printable(c, 2000)}`)}`) : []),
    ];
  });
}

/** Four in all, and of each cause its first ones. */
function foremost(all: readonly ReportFix[]): readonly ReportFix[] {
  const each = Math.max(1, Math.ceil(4 / new Set(all.map(({ cause }) => cause)).size));
  return all.filter((fix) => all.filter(({ cause }) => cause === fix.cause).indexOf(fix) < each).slice(0, 4);
}

function next({ verdict, target }: Report, options: TextOptions): readonly string[] {
  const { paint } = options;
  if (verdict.outcome === 'healthy') return [];
  const asks = verdict.ask.slice(0, options.verbose ? 3 : 2).flatMap((ask: Ask, i) => {
    const many = ask.separates.length;
    const settles = many === 0 ? '' : `   ${paint.dim(`settles ${many} of ${verdict.candidates.length}`)}`;
    return [
      ...labelled(i === 0 ? 'Next' : '', [`${ask.what}${settles}`], options),
      `            ${paint.cyan(printable(ask.command))}`,
    ];
  });
  const again =
    verdict.roots.length > 0 && target !== null
      ? labelled('Then', [paint.cyan(`sshwhy ${printable(target.input)}`)], options)
      : [];
  return ['', ...asks, ...again];
}

function unfolded(report: Report, options: TextOptions): readonly string[] {
  const { paint } = options;
  const open = report.assessments.filter((a) => a.outcome === 'possible');
  const ruledOut = report.assessments.filter((a) => a.outcome === 'ruled-out');
  const why = open.map(
    (a) =>
      `${a.cause}   ${paint.dim(
        a.because
          .flatMap((b) => b.quote ?? [])
          .slice(0, 2)
          .join(' | '),
      )}`,
  );
  const hops = report.hops.map((h) => printable(`${h.hop}: ${h.verdict.outcome}, ${h.verdict.summary}`, 2000));
  return [
    '',
    ...labelled('Open', why, options),
    ...labelled(
      'Not',
      [ruledOut.map((a) => a.cause).join(', ')].filter((t) => t !== ''),
      options,
    ),
    ...labelled('Hops', hops, options),
    ...labelled(
      'Evidence',
      report.evidence.map((e) => `${e.id}  ${e.title}   ${paint.dim(`${e.vantage}, ${e.at}`)}`),
      options,
    ),
    ...labelled('Note', report.warnings, options),
  ];
}

/** Unfolded, all; else what the cause is about, and the youngest. */
function changed({ changes }: Report, options: TextOptions): readonly string[] {
  const shown = changes.filter((change, i) => options.verbose || change.about || i === 0);
  const texts = shown.map(({ what, name, at, about }) => {
    const when = `${at.slice(0, 16).replace('T', ' ')} UTC`;
    return `${when}  ${what} ${name}${about ? '  ← the cause is about it' : ''}`;
  });
  return texts.length === 0 ? [] : [...labelled('Changed', texts, options), ''];
}

/** Lines behind a label in a column of its own. `hang`: so much further right is what has no room. */
function labelled(label: string, texts: readonly string[], { width, paint }: TextOptions, hang = 0): string[] {
  const then = ' '.repeat(10 + Math.min(hang, Math.max(0, width - 30)));
  return texts.flatMap((text, i) => wrap(text, `  ${paint.dim((i === 0 ? label : '').padEnd(8))}`, then, width));
}

const paintCode = /\u001b\[[0-9;]*m/g;

/** Breaks at blanks; colour codes take no column. */
function wrap(text: string, first: string, then: string, width: number): string[] {
  const lines: string[] = [];
  let line = first;
  let used = first.replace(paintCode, '').length;
  let empty = true;
  for (const word of text.split(/(?<=\s)(?=\S)/)) {
    const length = word.replace(paintCode, '').trimEnd().length;
    if (!empty && used + length > width) {
      lines.push(line.trimEnd());
      line = then;
      used = then.length;
    }
    line += word;
    used += word.replace(paintCode, '').length;
    empty = false;
  }
  lines.push(line.trimEnd());
  return lines;
}
