/*
 * Google Cloud: what `gcloud compute ... --format=json` prints of VPC firewall rules, firewall policies and instances. Lower
 * numbers go first, at one priority a denial goes first, and what no rule names does not come in. Answers pass.
 */
import type { FlowRule } from '../../model/flow.ts';
import {
  type Cloud,
  type CloudAnswer,
  type CloudFlow,
  clientOf,
  clientRange,
  type Doc,
  type Entry,
  type Found,
  firstMatch,
  type Layer,
  machineRange,
  named,
  oneOf,
  unseen,
  word,
} from '../cloud.ts';
import { elements, flagOf, type Located, listOf, member, textOf, wholeOf } from '../located.ts';
import {
  type Instance,
  instanceOf,
  type Machines,
  placeOf,
  type Rule,
  ruleHolds,
  sourceOf,
  trafficOf,
} from './gcp/match.ts';
import { type Policy, policiesIn, policyEntries, policyOwner } from './gcp/policies.ts';

export const cloud: Cloud = {
  id: 'gcp',
  name: 'Google Cloud',
  command: 'gcloud compute firewall-rules list --format=json',
  knows: (root) => kindOf(root) !== null,
  otherForm:
    /^NAME\s+NETWORK\s+DIRECTION\s+PRIORITY\s|^kind: compute#firewall\s*$|^TYPE\s+(?:SECURITY_POLICY|FIREWALL_POLICY)_NAME\s/,
  judge,
};

type Kind = 'rules' | 'instances' | 'effective';

/** An object of the API says what it is; gcloud prints a list of them, or one. */
function kindOf(root: Located): { readonly kind: Kind; readonly all: readonly Located[] } | null {
  if (member(root, 'firewallPolicys') !== undefined || member(root, 'firewalls') !== undefined) {
    const told = [...listOf(root, 'firewallPolicys'), ...listOf(root, 'firewalls')];
    return told.length > 0 ? { kind: 'effective', all: [root] } : null;
  }
  const items = listOf(root, 'items');
  const all = items.length > 0 ? items : Array.isArray(root.value) ? elements(root) : [root];
  if (all.length === 0) return null;
  const is = (one: Located): Kind | null =>
    textOf(one, 'kind') === 'compute#firewall' ||
    (member(one, 'direction') && member(one, 'network') && member(one, 'priority'))
      ? 'rules'
      : textOf(one, 'kind') === 'compute#instance' ||
          listOf(one, 'networkInterfaces').some((nic) => member(nic, 'networkIP'))
        ? 'instances'
        : null;
  const kind = is(all[0] as Located);
  return kind !== null && all.every((one) => is(one) === kind) ? { kind, all } : null;
}

interface Project {
  readonly rules: readonly Rule[];
  readonly networks: ReadonlyMap<string, readonly Rule[]>;
  readonly machines: Machines;
  /** Null: nobody gave what holds for the interface as a whole. */
  readonly policies: readonly Policy[] | null;
  readonly cut: boolean;
}

function projectOf(docs: readonly Doc[]): Project {
  const rules: Rule[] = [];
  const machines = new Map<string, Instance[]>();
  let policies: Policy[] | null = null;
  let cut = false;
  for (const { file, root } of docs) {
    const found = kindOf(root);
    if (found === null) continue;
    if (textOf(root, 'nextPageToken') !== undefined && found.kind === 'rules') cut = true;
    if (found.kind === 'rules') for (const at of found.all) rules.push({ file, at });
    else if (found.kind === 'instances')
      for (const one of found.all.flatMap(instanceOf)) for (const address of one.addresses) add(machines, address, one);
    else {
      policies ??= [];
      for (const policy of policiesIn(root, file)) policies.push(policy);
      for (const at of listOf(root, 'firewalls')) rules.push({ file, at });
    }
  }
  const networks = new Map<string, Rule[]>();
  for (const rule of rules) add(networks, networkOf(textOf(rule.at, 'network')), rule);
  return { rules, networks, machines, policies, cut };
}

function add<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [one]);
  else list.push(one);
}

function judge(docs: readonly Doc[], flow: CloudFlow): CloudAnswer {
  const project = projectOf(docs);
  const found = placeOf(project.machines, flow.to);
  const inside = found?.inside ?? null;
  const lacking =
    project.policies === null
      ? [
          'firewall policies (gcloud compute instances network-interfaces get-effective-firewalls INSTANCE --format=json)',
        ]
      : [];
  if (project.rules.length === 0 && project.policies === null)
    return { in: [unseen('VPC rules', noRules)], out: [], inside, lacking };
  return { in: [layerOf(project, flow, found)], out: [], inside, lacking };
}

const noRules =
  'the firewall rules, which were not given: gcloud compute firewall-rules list --format=json prints them';

function layerOf(project: Project, flow: CloudFlow, to: Instance | null): Layer {
  const own = to === null ? [...project.networks.keys()] : [to.network];
  const decided = (own.length === 0 ? [''] : own).map((network) => ({
    network,
    ...inNetwork(project, flow, to, network),
  }));
  const same = oneOf(decided);
  const assumed = assumptions(project, flow, to, own);
  if (same === null) {
    const condition = `which of the networks ${named(own)} the machine is in: gcloud compute instances list --format=json tells`;
    return { hook: 'VPC rules', action: 'unknown', rule: null, condition, owner: null, assumed };
  }
  const { network, ...result } = same;
  const doubt = project.cut ? 'the rules on pages that are missing (nextPageToken)' : null;
  const settled: Found = doubt === null ? result : { action: 'unknown', rule: null, condition: doubt };
  return {
    hook: 'VPC rules',
    ...settled,
    owner: settled.action === 'drop' ? ownership(project, flow, result, network, to) : null,
    assumed,
  };
}

/** What the answer rests on and nobody told. `gcloud compute firewall-rules list` shows no policies. */
function assumptions(
  project: Project,
  flow: CloudFlow,
  to: Instance | null,
  networks: readonly string[],
): readonly string[] {
  const told = project.policies !== null;
  return [
    ...(to === null && !told ? [`the machine at ${flow.to} is in the network ${named(networks)}`] : []),
    ...(told ? [] : ['no firewall policy of the organisation, a folder or the network decides before these rules']),
  ];
}

/** The last part of the address of a network, with its project. */
function networkOf(url: string | undefined): string {
  return (url ?? '').replace(/^.*\/projects\//, '').replace('/global/networks/', '/');
}

function inNetwork(project: Project, flow: CloudFlow, to: Instance | null, network: string): Found {
  const rules = project.networks.get(network) ?? [];
  const classic = vpcEntries(rules, flow, to, project.machines);
  const implied: Entry = { holds: true, accept: false, rule: impliedRule(rules, project, network) };
  const policies = project.policies ?? [];
  const first = policies.filter(({ type }) => type === 'HIERARCHY' || type.startsWith('SYSTEM'));
  const later = policies.filter((one) => !first.includes(one));
  const before = policyEntries(first, flow, to);
  const after = policyEntries(later, flow, to);
  // The network says which of the two it asks first, and that is not told here.
  const both = [
    firstMatch([...before, ...classic, ...after, implied]),
    firstMatch([...before, ...after, ...classic, implied]),
  ] as const;
  return (
    oneOf(both) ?? {
      action: 'unknown',
      rule: both[0].rule,
      condition:
        both.find(({ condition }) => condition !== null)?.condition ??
        'networkFirewallPolicyEnforcementOrder of the network',
    }
  );
}

const priorityOf = (at: Located): number => wholeOf(at, 'priority') ?? 1000;
const denies = (at: Located): boolean => listOf(at, 'denied').length > 0;

/** Those of incoming connections, in the order in which they are asked. */
function vpcEntries(
  rules: readonly Rule[],
  flow: CloudFlow,
  to: Instance | null,
  machines: Machines,
): readonly Entry[] {
  return rules
    .filter(({ at }) => textOf(at, 'direction') !== 'EGRESS' && !flagOf(at, 'disabled'))
    .sort((a, b) => priorityOf(a.at) - priorityOf(b.at) || Number(denies(b.at)) - Number(denies(a.at)))
    .map((rule) => ({
      holds: ruleHolds(rule.at, flow, to, machines),
      accept: !denies(rule.at),
      rule: flowRule(rule),
    }));
}

function flowRule({ file, at }: Rule): FlowRule {
  const verb = denies(at) ? 'deny' : 'allow';
  return {
    file,
    line: at.line,
    family: 'cloud',
    provider: 'Google Cloud',
    table: `VPC firewall rules of ${networkOf(textOf(at, 'network'))}`,
    chain: 'ingress',
    text: `${textOf(at, 'name') ?? '?'} (priority ${priorityOf(at)}): ${verb} ${trafficOf(at)} from ${sourceOf(at)}`,
  };
}

function impliedRule(rules: readonly Rule[], project: Project, network: string): FlowRule {
  const [first] = rules;
  const place = first ?? project.rules[0];
  return {
    file: place?.file ?? project.policies?.[0]?.file ?? '',
    line: place?.at.line ?? 1,
    family: 'cloud',
    provider: 'Google Cloud',
    table: `VPC firewall rules of ${network}`,
    chain: 'ingress',
    text: 'implied rule (priority 65535): deny all from 0.0.0.0/0',
  };
}

function ownership(
  { policies }: Project,
  flow: CloudFlow,
  { rule }: Found,
  network: string,
  to: Instance | null,
): Layer['owner'] {
  const policy = policyOwner(policies ?? [], rule, flow);
  if (policy !== null) return policy;
  const name = network.split('/').at(-1) ?? network;
  const before = /\(priority (\d+)\)/.exec(rule?.text ?? '')?.[1] ?? '1000';
  const priority = Math.min(1000, Math.max(0, Number(before) - 1));
  const tag = to?.tags[0];
  const machine = machineRange(flow, to?.inside ?? null);
  return {
    tool: 'Google Cloud',
    setting: `the firewall rules of the network ${name} (${clientOf(flow)} to tcp:${flow.port})`,
    command: `gcloud compute firewall-rules create allow-ssh-${flow.port} --network ${word(name, 'NETWORK')} --direction INGRESS --priority ${priority} --allow tcp:${flow.port} --source-ranges ${clientRange(flow)}${machine === null ? '' : ` --destination-ranges ${machine}`}${tag === undefined ? '' : ` --target-tags ${word(tag, 'TAG')}`}`,
    undo: `gcloud compute firewall-rules delete allow-ssh-${flow.port}`,
  };
}
