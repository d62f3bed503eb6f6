/*
 * The rules of a cloud as somebody copies them from its web console: the inbound rules of Azure with the three that always stand at
 * the end, and those of a security group of AWS. Whether they are those of this machine the text does not tell.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { sameNetwork } from '../wire/address.ts';
import { dialledIn, factAt, hasMark, linesOf } from './pasted.ts';
import { sourceIn } from './source.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'cloud-console',
  title: 'rules of a cloud, from its console',
  knows: [
    { program: 'Azure portal', texts: ['65500 DenyAllInBound Any Any Any Any Deny'] },
    { program: 'AWS console', texts: ['SSH TCP 22 192.0.2.0/24'] },
  ],
  vantage: 'server',
  recognise: (lines) => [...azureIn(lines), ...awsIn(lines)].map(({ i }) => i).sort((a, b) => a - b),
  read,
};

interface Rule {
  readonly i: number;
  readonly ports: string;
  readonly source: string;
  readonly allows: boolean;
}

const azure =
  /^(\d{3,5})\s+(\S+)\s+(Any|\d[\d,-]*)\s+(Any|TCP|UDP|ICMP\w*)\s+(\S+)\s+(\S+)\s+(?:\S+\s+)?(Allow|Deny)$/i;
/** Azure has it behind all others, and nobody can take it away. */
const last = /\bDenyAllInBound\b/;
const aws =
  /(?:^|[\s:>])SSH\s+TCP\s+22\s+(?:Custom\s+|My IP\s+|Anywhere(?:-IPv4)?\s+)?(\d+\.\d+\.\d+\.\d+\/\d{1,2})(?:\s|$)/;
const most = 100;

function azureIn(raw: readonly string[]): readonly Rule[] {
  if (!hasMark(raw, last)) return [];
  const rules = raw.flatMap((line, i): readonly Rule[] => {
    const [, priority, , ports = '', protocol = '', source = '', , action = ''] =
      azure.exec(clean(line).slice(0, 400)) ?? [];
    if (priority === undefined || !/^(?:Any|TCP)$/i.test(protocol)) return [];
    return [{ i, ports, source, allows: /^allow$/i.test(action) }];
  });
  return rules.slice(0, most);
}

function awsIn(raw: readonly string[]): readonly Rule[] {
  if (!hasMark(raw, /\bSSH\s+TCP\s+22\b/)) return [];
  return raw
    .flatMap((line, i): readonly Rule[] => {
      const source = aws.exec(clean(line).slice(0, 400))?.[1];
      return source === undefined ? [] : [{ i, ports: '22', source, allows: true }];
    })
    .slice(0, most);
}

function holds(ports: string, port: number): boolean {
  return ports.split(',').some((part) => {
    const [low = '', high = low] = part.split('-');
    return /^any$/i.test(part) || (Number(low) <= port && port <= Number(high));
  });
}

/** Whether the client is let in by it; what nobody can tell counts as yes. */
function admits({ source }: Rule, from: string | null): boolean {
  if (/^(?:VirtualNetwork|AzureLoadBalancer)$/i.test(source)) return false;
  const network = /^\d+\.\d+\.\d+\.\d+(?:\/\d{1,2})?$/.test(source);
  return !network || source.endsWith('/0') || from === null || sameNetwork(from, source);
}

/** The rule that stands for all: the last one where none admits it; null where one does, or it is not known. */
function stopping(rules: readonly Rule[], port: number, from: string | null): Rule | null {
  const own = rules.filter(({ ports }) => holds(ports, port));
  return own.some((rule) => rule.allows && admits(rule, from)) ? null : (own.at(-1) ?? null);
}

/** Never covers anything. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const { ports } = dialledIn(raw);
  const [port = 22] = ports;
  const from = sourceIn(raw);
  const portal = azureIn(raw);
  const closes = portal.some(({ i }) => last.test(raw[i] ?? ''));
  const found = [closes ? stopping(portal, port, from) : null, stopping(awsIn(raw), port, from)];
  const observations = found.flatMap((rule): readonly Observation[] => {
    if (rule === null || ports.size > 1) return [];
    const text = clean(raw[rule.i] ?? '').replace(/\s+/g, ' ');
    return [factAt(id, raw, rule.i, 'firewall.likely', { where: 'cloud', action: 'drop', rule: text })];
  });
  return { covers: [], observations: observations.slice(0, 1) };
}
