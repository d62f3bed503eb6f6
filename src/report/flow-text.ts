import {
  decidingPacket,
  type FlowGroup,
  type FlowInside,
  type FlowOwner,
  type FlowPacket,
  type FlowReport,
  type FlowRule,
  type FlowWay,
  type WhoReport,
  type WhyNot,
} from '../model/flow.ts';
import { printable } from '../model/text.ts';
import { whereOf } from './rule-text.ts';
import type { Paint } from './text.ts';

const indent = ' '.repeat(10);

/** What `sshwhy firewall` says to a person. `verbose`: each rule that the packet met. */
export function renderFlow(report: FlowReport, { paint, verbose }: { paint: Paint; verbose: boolean }): string {
  const decides = report[decidingPacket(report)] ?? report.in;
  const label = (name: string): string => `  ${paint.bold(name.padEnd(8))}`;
  const lines = ['', `  ${printable(report.summary)}`, ''];
  if (decides.rule !== null) {
    const [head, ...rest] = ruleLines(decides.rule);
    const name = decides.action === 'accept' ? 'By' : decides.route === null ? 'Rule' : 'Route';
    lines.push(`${label(name)}${head}`, ...rest.map((l) => `${indent}${l}`));
  } else if (decides.action === 'accept') lines.push(`${label('By')}no rule stops it`);
  if (decides.how !== null) lines.push(`${label('How')}${printable(decides.how)}`);
  lines.push(...translation(report.in, label));
  if (decides.owner !== null) lines.push(...madeBy(decides.owner, label));
  lines.push(...steps('Way in', report.in, verbose, paint));
  if (report.out !== null) lines.push(...steps('Way out', report.out, verbose, paint));
  if (report.ack !== null) lines.push(...steps('What follows', report.ack, verbose, paint));
  for (const [packet, title] of Object.entries(insideTitles)) {
    const way = report[packet as FlowInside];
    if (way !== undefined) lines.push(...steps(title, way, verbose, paint));
  }
  lines.push(...listed('Assumed', report.assumed, label), ...listed('Unseen', report.lacking ?? [], label));
  for (const { file, line, text } of report.unread.slice(0, 5))
    lines.push(`${label('Unread')}${printable(file)}:${line}  ${printable(text)}`);
  if (report.unread.length > 5) lines.push(`${indent}and ${report.unread.length - 5} lines more`);
  return `${lines.join('\n')}\n`;
}

const insideTitles: Readonly<Record<FlowInside, string>> = {
  lineOut: "The server's version line",
  lineIn: "The client's version line",
  restOut: 'What the server sends then',
  restIn: 'What the client sends then',
};

function madeBy({ tool, setting, command }: FlowOwner, label: (name: string) => string): readonly string[] {
  const change = command === null ? [] : [`${label('Change')}${printable(command)}`];
  return [`${label('Made by')}${printable(tool)}: ${printable(setting)}`, ...change];
}

function listed(name: string, all: readonly string[], label: (name: string) => string): readonly string[] {
  return all.map((one, i) => `${i === 0 ? label(name) : indent}${printable(one)}`);
}

function ruleLines(rule: FlowRule): readonly string[] {
  const { file, line, table, text, routing } = rule;
  if (routing !== undefined) {
    const what = routing === 'rule' ? `rule of the routes, ${table}` : `routes, table ${table}`;
    return [printable(text ?? ''), `${printable(`${file}:${line}`)}   ${printable(what)}`];
  }
  return [printable(text ?? 'the policy of the chain'), `${printable(`${file}:${line}`)}   ${whereOf(rule)}`];
}

function translation({ translated, rule }: FlowWay, label: (name: string) => string): readonly string[] {
  if (translated === null) return [];
  if (rule !== null && rule.file === translated.rule.file && rule.line === translated.rule.line)
    return [`${label('Sent on')}to ${printable(translated.to)} port ${translated.port}`];
  const [head, ...rest] = ruleLines(translated.rule);
  return [
    `${label('Sent on')}to ${printable(translated.to)} port ${translated.port}, by`,
    `${indent}${head}`,
    ...rest.map((l) => `${indent}${l}`),
    ...(translated.owner == null ? [] : madeBy(translated.owner, label)),
  ];
}

function steps(title: string, way: FlowWay, verbose: boolean, paint: Paint): readonly string[] {
  if (!verbose || way.path.length === 0) return [];
  const rows = way.path.map(({ hook, rule, matched, verdict }) => {
    const what = matched === true ? verdict : `${verdict}, perhaps`;
    return `${indent}${hook.padEnd(12)}${printable(rule.provider === undefined ? rule.chain : rule.table)}: ${printable(rule.text ?? 'policy')}  ${paint.dim(what)}`;
  });
  return ['', `  ${paint.bold(title)}`, ...rows];
}

const titles: Readonly<Record<FlowReport['action'], string>> = {
  accept: 'Let in',
  'may-drop': 'Perhaps',
  unknown: 'Not known',
  reject: 'Rejected',
  drop: 'Dropped',
};

/** What `sshwhy firewall --who-can` says to a person. `verbose`: more networks and more groups. */
export function renderWho(report: WhoReport, { paint, verbose }: { paint: Paint; verbose: boolean }): string {
  const [most, networks] = verbose ? [1000, 1000] : [12, 12];
  const lines = ['', `  ${printable(report.summary)}`];
  const wide = verbose ? new Map<FlowGroup, string>() : widest(report, networks);
  for (const group of report.groups.slice(0, most))
    lines.push('', ...groupLines(group, networks, paint, wide.get(group)));
  const more = report.groups.length - most;
  if (more > 0) lines.push('', `  and ${more} groups more: --json has them all`);
  for (const { file, line, text } of report.unread.slice(0, 5))
    lines.push('', `  ${paint.bold('Unread'.padEnd(11))}${printable(file)}:${line}  ${printable(text)}`);
  return `${lines.join('\n')}\n`;
}

/** What is left when the others are named, where its own list would not be told whole. */
function widest({ groups, flow }: WhoReport, room: number): ReadonlyMap<FlowGroup, string> {
  const found = new Map<FlowGroup, string>();
  for (const six of [false, true]) {
    const own = groups.filter(({ networks }) => networks[0]?.includes(':') === six);
    const most = own.reduce((sum, { addresses }) => (BigInt(addresses) > sum ? BigInt(addresses) : sum), 0n);
    const group = own.find(({ addresses }) => BigInt(addresses) === most);
    if (group === undefined || group.networks.length <= room || own.some((one) => one !== group && one.cut)) continue;
    found.set(
      group,
      `all of ${flow.from === null ? `IPv${six ? 6 : 4}` : printable(flow.from)} but the networks of the others here`,
    );
  }
  return found;
}

function groupLines(group: FlowGroup, room: number, paint: Paint, others?: string): readonly string[] {
  const margin = ' '.repeat(13);
  const { action, networks, rule, condition, owner, way, how } = group;
  const rest = networks.length - room;
  const more = rest > 0 ? ` and ${group.cut ? 'more' : rest} networks more` : '';
  const list =
    others ?? `${networks.slice(0, room).join(' ')}${more.replace('more networks more', 'many networks more')}`;
  const [head, ...where] = rule === null ? [action === 'accept' ? 'no rule stops it' : ''] : ruleLines(rule);
  return [
    `  ${paint.bold(titles[action].padEnd(11))}${list}`,
    ...(head === undefined || head === '' ? [] : [`${margin}by ${head}`]),
    ...where.map((line) => `${margin}   ${line}`),
    ...(way === 'in' ? [] : [`${margin}${stopped[way]}`]),
    ...(how === null ? [] : [`${margin}How: ${printable(how)}`]),
    ...(condition === null ? [] : [`${margin}It hinges on ${printable(condition)}`]),
    ...(owner === null ? [] : [`${margin}Made by ${printable(owner.tool)}: ${printable(owner.setting)}`]),
  ];
}

const stopped: Readonly<Record<Exclude<FlowPacket, 'in'>, string>> = {
  out: 'It is the answer that is stopped.',
  ack: 'The first packet is let in, and all that comes after it is stopped.',
  lineOut: "The connection opens, and the server's version line is stopped.",
  lineIn: "The connection opens, and the client's version line is stopped.",
  restOut: 'The connection opens, and something that the server sends may be stopped.',
  restIn: 'The connection opens, and something that the client sends may be stopped.',
};

/** What `sshwhy firewall --why-not` adds. */
export function renderWhyNot({ say, changes, also }: WhyNot, { paint }: { paint: Paint }): string {
  const label = (name: string): string => `  ${paint.bold(name.padEnd(8))}`;
  const lines = ['', `  ${printable(say)}`];
  for (const { tool, say: what, commands, lasting, undo, risk } of changes) {
    lines.push('', `${label('Do')}${tool === null ? '' : `${printable(tool)}: `}${printable(what)}`);
    lines.push(...commands.map((command) => `${indent}$ ${printable(command)}`));
    if (lasting.length > 0)
      lines.push(`${label('To keep')}${lasting.map((one) => printable(one)).join(`\n${indent}`)}`);
    lines.push(...undo.map((command, i) => `${i === 0 ? label('Undo') : indent}${printable(command)}`));
    if (risk !== null) lines.push(`${label('Risk')}${printable(risk)}`);
  }
  if (also === null)
    lines.push(...(changes.length > 0 ? ['', '  There are too many rules to say what else it lets in.'] : []));
  else if (also.length > 0)
    lines.push(
      '',
      `${label('Opens')}also ${also
        .slice(0, 8)
        .map((one) => printable(one))
        .join('; ')}`,
    );
  else lines.push('', '  It lets in nothing else.');
  return `${lines.join('\n')}\n`;
}
