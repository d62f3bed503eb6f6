import type { FlowReport, FlowRule, FlowWay } from '../model/flow.ts';
import { printable } from '../model/text.ts';
import type { Paint } from './text.ts';

const indent = ' '.repeat(10);

/** What `sshwhy firewall` says to a person. `verbose`: each rule that the packet met. */
export function renderFlow(report: FlowReport, { paint, verbose }: { paint: Paint; verbose: boolean }): string {
  const decides = decider(report);
  const label = (name: string): string => `  ${paint.bold(name.padEnd(8))}`;
  const lines = ['', `  ${printable(report.summary)}`, ''];
  if (decides.rule !== null) {
    const [head, ...rest] = ruleLines(decides.rule);
    const name = decides.action === 'accept' ? 'By' : decides.route === null ? 'Rule' : 'Route';
    lines.push(`${label(name)}${head}`, ...rest.map((l) => `${indent}${l}`));
  } else if (decides.action === 'accept') lines.push(`${label('By')}no rule stops it`);
  if (decides.how !== null) lines.push(`${label('How')}${printable(decides.how)}`);
  lines.push(...translation(report.in, label));
  if (decides.owner !== null) {
    lines.push(`${label('Made by')}${printable(decides.owner.tool)}: ${printable(decides.owner.setting)}`);
    if (decides.owner.command !== null) lines.push(`${label('Change')}${printable(decides.owner.command)}`);
  }
  lines.push(...steps('Way in', report.in, verbose, paint));
  if (report.out !== null) lines.push(...steps('Way out', report.out, verbose, paint));
  for (const text of report.assumed) lines.push(`${label('Assumed')}${printable(text)}`);
  for (const { file, line, text } of report.unread.slice(0, 5))
    lines.push(`${label('Unread')}${printable(file)}:${line}  ${printable(text)}`);
  if (report.unread.length > 5) lines.push(`${indent}and ${report.unread.length - 5} lines more`);
  return `${lines.join('\n')}\n`;
}

/** The way that settles it: the answer's, where the routes stop that whatever the rules do. */
function decider({ action, in: there, out }: FlowReport): FlowWay {
  if (out === null || action === 'accept') return there;
  return there.action === 'accept' || (out.action === 'drop' && out.route !== null) ? out : there;
}

function ruleLines({ file, line, family, table, chain, handle, text, packets, routing }: FlowRule): readonly string[] {
  if (routing !== undefined) {
    const what = routing === 'rule' ? `rule of the routes, ${table}` : `routes, table ${table}`;
    return [printable(text ?? ''), `${printable(`${file}:${line}`)}   ${printable(what)}`];
  }
  const marks = [
    ...(handle === undefined ? [] : [`handle ${handle}`]),
    ...(packets === undefined ? [] : [`${packets} packets so far`]),
  ];
  const more = marks.length === 0 ? '' : `   ${marks.join(', ')}`;
  return [
    printable(text ?? 'the policy of the chain'),
    `${printable(`${file}:${line}`)}   table ${printable(`${family} ${table}, chain ${chain}`)}${more}`,
  ];
}

function translation({ translated }: FlowWay, label: (name: string) => string): readonly string[] {
  if (translated === null) return [];
  const [head, ...rest] = ruleLines(translated.rule);
  return [
    `${label('Sent on')}to ${printable(translated.to)} port ${translated.port}, by`,
    `${indent}${head}`,
    ...rest.map((l) => `${indent}${l}`),
  ];
}

function steps(title: string, way: FlowWay, verbose: boolean, paint: Paint): readonly string[] {
  if (!verbose || way.path.length === 0) return [];
  const rows = way.path.map(({ hook, rule, matched, verdict }) => {
    const what = matched === true ? verdict : `${verdict}, perhaps`;
    return `${indent}${hook.padEnd(12)}${printable(rule.chain)}: ${printable(rule.text ?? 'policy')}  ${paint.dim(what)}`;
  });
  return ['', `  ${paint.bold(title)}`, ...rows];
}
