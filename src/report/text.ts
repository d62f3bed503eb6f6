import type { Fleet } from '../model/fleet.ts';
import type { Ask, Report, ReportFix, ReportStage } from '../model/report.ts';
import { printable } from '../model/text.ts';
import { fleetBlocks, fleetHead, fleetSource } from './fleet-text.ts';

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

/** What a family of causes is called before people. */
const families: Readonly<Record<string, string>> = {
  config: 'your own configuration is at fault',
  identification: 'what answers is not understood',
  address: 'it is the wrong host, port or address',
  unreachable: 'the host, or the way to it, is down',
  route: 'this machine does not let the connection out',
  client: 'your own machine or settings are at fault',
  filtered: 'a rule on the way rejects or drops you',
  limited: 'your address is limited or banned, often only for a while',
  'not-serving': 'sshd does not serve here',
  exhausted: 'the host has run out of something',
  'other-service': 'something else answers in its place',
  path: 'the path loses or damages packets',
  negotiation: 'the two sides do not agree on keys or algorithms',
  account: 'the account, its key or its state is refused',
  session: 'the login works and the session is refused',
};

/** What the reader can stop looking at, by the stage where it ended. */
const innocent: Readonly<Record<string, string>> = {
  config: 'nothing was sent: the network and the server play no part',
  'config.failed': 'nothing reached the target itself: its sshd and your key for it play no part',
  name: 'nothing was sent to the host: its sshd, your key and your password play no part',
  route: 'your key, password and user name play no part: it never got that far',
  tcp: 'your key, password and user name play no part: it never got that far',
  identification: 'your key, password and user name play no part: it never got that far',
  kex: 'your key, password and user name play no part: it never got that far',
  hostkey: 'network, firewall and sshd work; your own key and password play no part yet',
  auth: 'network, firewall and key exchange work: they play no part',
  session: 'network, firewall, sshd and your key work: they play no part',
};

const risks: Readonly<Record<ReportFix['risk'], string>> = {
  none: 'no risk',
  reload: 'a reload; cuts no session',
  restart: 'a restart; sessions that are open stay',
  'cuts-sessions': 'cuts open sessions',
  lockout: 'can lock you out: keep a session open',
};

/** The report for a person. Reads nothing but the report. */
export function renderText(report: Report, options: TextOptions): string {
  const { verdict } = report;
  if (report.fleet !== undefined) return renderFleet(report, report.fleet, options);
  const lines: string[] = ['', `  ${header(report, options)}`, `  ${ladder(report.stages, options.paint)}`, ''];
  lines.push(...wrap(options.paint.bold(verdict.summary), '  ', '  ', options.width), '');
  lines.push(
    ...findings(report, options),
    ...so(report, options),
    ...proof(report, options),
    ...changed(report, options),
  );
  lines.push(...rate(report, options), ...either(report, options), ...fixes(report, options), ...next(report, options));
  if (options.verbose) lines.push(...unfolded(report, options));
  else if (report.findings.length === 0) lines.push(...labelled('Note', report.warnings, options));
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

/** A log of many connections: the answer in three lines, then its figures. */
function renderFleet(report: Report, fleet: Fleet, options: TextOptions): string {
  const { paint, width } = options;
  const answer = [paint.bold(report.verdict.summary), ...fleetHead(fleet)];
  const lines = [
    ...answer.flatMap((line) => wrap(line, '  ', '  ', width)),
    ...wrap(paint.dim(fleetSource(fleet)), '  ', '  ', width),
    ...fleetBlocks(fleet, options).flatMap(([label, texts]) =>
      texts.length === 0 ? [] : ['', ...texts.map((t, i) => `  ${paint.dim((i === 0 ? label : '').padEnd(8))}${t}`)],
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

function header({ target, durationMs }: Report, { paint, width }: TextOptions): string {
  const took = `${(durationMs / 1000).toFixed(1)} s`;
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

/** The words of the evidence that prove the roots. */
function proof({ verdict, assessments, evidence }: Report, options: TextOptions): readonly string[] {
  const quotes = verdict.roots.flatMap((root) => assessments.find((a) => a.cause === root)?.because ?? []);
  const titles = new Map(evidence.map((e) => [e.id, e.title]));
  const said = quotes.flatMap((q) => {
    if (q.quote === undefined || q.quote.trim() === '') return [];
    const place = `${titles.get(q.evidence) ?? q.evidence}${q.line === undefined ? '' : `, line ${q.line}`}`;
    return [`${q.quote.trim()}   ${options.paint.dim(place)}`];
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

function either({ verdict, assessments }: Report, options: TextOptions): readonly string[] {
  if (verdict.candidates.length === 0) return [];
  const family = familyOf(verdict.candidates, verdict.families, assessments);
  const lines = verdict.families.slice(0, 4).flatMap((name, i) => {
    const members = family.get(name) ?? [];
    const list = `${members.slice(0, 4).join(', ')}${members.length > 4 ? ` … ${members.length} in all` : ''}`;
    return labelled(i === 0 ? 'Either' : 'or', [`${families[name] ?? name}   ${options.paint.dim(list)}`], options);
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
  return all.slice(0, options.verbose ? all.length : 4).flatMap((fix, i) => {
    const where =
      fix.who === 'client' ? 'on this machine' : `on the ${fix.who === 'account' ? 'server' : fix.who}'s side`;
    const head = `${fix.platform === undefined ? '' : `${fix.platform}: `}${fix.say}   ${paint.dim(`${where}; ${risks[fix.risk]}`)}`;
    return [
      ...(i === 0 ? [''] : []),
      ...labelled(i === 0 ? 'Fix' : '', [head], options),
      ...fix.commands.map((c) => `            ${paint.cyan(printable(c))}`),
    ];
  });
}

function next({ verdict, target }: Report, options: TextOptions): readonly string[] {
  const { paint } = options;
  if (verdict.outcome === 'healthy') return [];
  const asks = verdict.ask.slice(0, options.verbose ? 3 : 2).flatMap((ask: Ask, i) => {
    const settles = paint.dim(`settles ${ask.separates.length} of ${verdict.candidates.length}`);
    return [
      ...labelled(i === 0 ? 'Next' : '', [`${ask.what}   ${settles}`], options),
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
  const hops = report.hops.map((h) => `${h.hop}: ${h.verdict.outcome}, ${h.verdict.summary}`);
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

/** Lines behind a label in a column of its own. */
/** Unfolded, all; else what the cause is about, and the youngest. */
function changed({ changes }: Report, options: TextOptions): readonly string[] {
  const shown = changes.filter((change, i) => options.verbose || change.about || i === 0);
  const texts = shown.map(({ what, name, at, about }) => {
    const when = `${at.slice(0, 16).replace('T', ' ')} UTC`;
    return `${when}  ${what} ${name}${about ? '  ← the cause is about it' : ''}`;
  });
  return texts.length === 0 ? [] : [...labelled('Changed', texts, options), ''];
}

function labelled(label: string, texts: readonly string[], { width, paint }: TextOptions): string[] {
  return texts.flatMap((text, i) => {
    const name = i === 0 ? label : '';
    return wrap(text, `  ${paint.dim(name.padEnd(8))}`, ' '.repeat(10), width);
  });
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
