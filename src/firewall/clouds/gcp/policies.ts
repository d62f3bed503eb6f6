/*
 * Firewall policies, as get-effective-firewalls prints them with all else that holds for an interface. They are asked policy
 * by policy, and in each by priority; what says goto_next leaves it to the next policy.
 */
import type { FlowRule } from '../../../model/flow.ts';
import { type CloudFlow, type Entry, every, type Known, named, some, within } from '../../cloud.ts';
import { flagOf, type Located, listOf, member, textOf, textsOf, wholeOf } from '../../located.ts';
import { type Instance, rangesHold, trafficHolds } from './match.ts';

export interface Policy {
  readonly file: string;
  /** `HIERARCHY`, `SYSTEM`, `NETWORK`, `NETWORK_REGIONAL`. */
  readonly type: string;
  readonly name: string;
  readonly rules: readonly Located[];
}

export function policiesIn(root: Located, file: string): readonly Policy[] {
  return listOf(root, 'firewallPolicys').map((at) => ({
    file,
    type: textOf(at, 'type') ?? '?',
    name: textOf(at, 'shortName') ?? textOf(at, 'displayName') ?? textOf(at, 'name') ?? '?',
    rules: listOf(at, 'rules'),
  }));
}

export function policyEntries(policies: readonly Policy[], flow: CloudFlow, to: Instance | null): readonly Entry[] {
  return policies.flatMap((policy) => entriesOf(policy, flow, to));
}

const priorityOf = (at: Located): number => wholeOf(at, 'priority') ?? 0;

function entriesOf(policy: Policy, flow: CloudFlow, to: Instance | null): readonly Entry[] {
  const entries: Entry[] = [];
  const inbound = policy.rules
    .filter((at) => textOf(at, 'direction') !== 'EGRESS' && !flagOf(at, 'disabled'))
    .sort((a, b) => priorityOf(a) - priorityOf(b));
  let left: Known = false;
  for (const at of inbound) {
    const holds = every(holdsFor(at, flow, to), left === false ? true : left);
    const action = textOf(at, 'action') ?? '?';
    if (action === 'goto_next') {
      // The rules behind it are asked where it does not hold.
      if (holds === true) break;
      if (holds !== false) left = holds;
      continue;
    }
    const open = /^(?:allow|deny)$/.test(action) ? holds : every(holds, `what ${action} of ${policy.name} does`);
    const rule = ruleOf(policy, at);
    entries.push({ holds: open, accept: action === 'allow', rule });
    // An action that is not understood may be either.
    if (open !== holds) entries.push({ holds: open, accept: true, rule });
  }
  return entries;
}

const simple = new Set(['srcIpRanges', 'destIpRanges', 'layer4Configs']);

function holdsFor(at: Located, flow: CloudFlow, to: Instance | null): Known {
  const match = member(at, 'match');
  const family = flow.family;
  const sources = textsOf(match, 'srcIpRanges');
  const others = match?.value instanceof Map ? [...match.value.keys()].filter((key) => !simple.has(String(key))) : [];
  const accounts = textsOf(at, 'targetServiceAccounts');
  const tags = listOf(at, 'targetSecureTags');
  return every(
    trafficHolds(listOf(match, 'layer4Configs'), 'ipProtocol', flow.port),
    sources.length === 0 || some(...sources.map((range) => within(flow.from, range, family))),
    rangesHold(textsOf(match, 'destIpRanges'), flow, to),
    others.length === 0 || `${named(others.map(String))} of the policy rule ${priorityOf(at)}`,
    accounts.length === 0 ||
      (to === null ? `the service account of ${flow.to}` : accounts.some((one) => to.accounts.includes(one))),
    tags.length === 0 || `the secure tags of ${flow.to}`,
  );
}

function ruleOf(policy: Policy, at: Located): FlowRule {
  const match = member(at, 'match');
  const traffic = listOf(match, 'layer4Configs').map((one) => {
    const ports = textsOf(one, 'ports');
    return `${textOf(one, 'ipProtocol') ?? '?'}${ports.length === 0 ? '' : `:${ports.join(',')}`}`;
  });
  const sources = textsOf(match, 'srcIpRanges');
  return {
    file: policy.file,
    line: at.line,
    family: 'cloud',
    provider: 'Google Cloud',
    table: `firewall policy ${policy.name}`,
    chain: 'ingress',
    text: `priority ${priorityOf(at)}: ${textOf(at, 'action') ?? '?'} ${named(traffic)} from ${sources.length === 0 ? 'any source' : named(sources)}`,
  };
}
