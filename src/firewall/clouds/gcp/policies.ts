/*
 * Firewall policies, as get-effective-firewalls prints them with all else that holds for an interface. They are asked policy
 * by policy, and in each by priority; what says goto_next leaves it to the next policy.
 */
import type { FlowOwner, FlowRule } from '../../../model/flow.ts';
import { type CloudFlow, clientRange, type Entry, every, type Known, named, some, within, word } from '../../cloud.ts';
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

/** Who denies by a rule of a policy, and what lets the flow past it; null: the rule is of no policy. */
export function policyOwner(policies: readonly Policy[], rule: FlowRule | null, flow: CloudFlow): FlowOwner | null {
  const policy = policies.find(({ name }) => rule?.table === tableOf(name));
  if (policy === undefined) return null;
  const used = new Set(policy.rules.map(priorityOf));
  let priority = Number(/^priority (\d+):/.exec(rule?.text ?? '')?.[1] ?? 0) - 1;
  while (priority >= 0 && used.has(priority)) priority--;
  // One above the networks serves many of them, so it only leaves the flow to what they say themselves.
  const [group, where, action] =
    policy.type === 'NETWORK'
      ? (['network-firewall-policies', '--global-firewall-policy', 'allow'] as const)
      : policy.type === 'NETWORK_REGIONAL'
        ? (['network-firewall-policies', '--firewall-policy-region REGION', 'allow'] as const)
        : (['firewall-policies', '--organization ORGANIZATION', 'goto_next'] as const);
  const which = `${priority < 0 ? 'NUMBER' : priority} --firewall-policy ${word(policy.name, 'POLICY')} ${where}`;
  return {
    tool: 'Google Cloud',
    setting: `the rules of firewall policy ${policy.name}`,
    command: `gcloud compute ${group} rules create ${which} --direction INGRESS --action ${action} --src-ip-ranges ${clientRange(flow)} --layer4-configs tcp:${flow.port}`,
    undo: `gcloud compute ${group} rules delete ${which}`,
  };
}

const tableOf = (name: string): string => `firewall policy ${name}`;

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
    table: tableOf(policy.name),
    chain: 'ingress',
    text: `priority ${priorityOf(at)}: ${textOf(at, 'action') ?? '?'} ${named(traffic)} from ${sources.length === 0 ? 'any source' : named(sources)}`,
  };
}
