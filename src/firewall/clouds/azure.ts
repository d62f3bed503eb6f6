/*
 * Azure: what `az network nsg ... -o json` and `az network nic list-effective-nsg` print. The group of the subnet and the group
 * of the network card must both admit; in each the rule of the lowest number that holds decides, and answers pass.
 */
import type { FlowRule } from '../../model/flow.ts';
import {
  type Cloud,
  type CloudAnswer,
  type CloudFlow,
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
import { type Located, textOf, wholeOf } from '../located.ts';
import { type Account, accountOf, type Group, knowsAzure } from './azure/account.ts';
import { type Asked, type Card, idsOf, nameOf, ruleHolds, valuesOf } from './azure/match.ts';

export const cloud: Cloud = {
  id: 'azure',
  name: 'Azure',
  command: 'az network nsg show -g RESOURCE_GROUP -n NSG -o json',
  knows: knowsAzure,
  otherForm:
    /^Name\s+ResourceGroup\s+Priority\s+SourcePortRanges\s|^Location\s+Name\s+ProvisioningState\s+ResourceGroup\s+ResourceGuid|^(?:defaultSecurityRules|effectiveSecurityRules|securityRules):\s*$|^- access: (?:Allow|Deny)\s*$/,
  judge,
};

function judge(docs: readonly Doc[], flow: CloudFlow): CloudAnswer {
  const account = accountOf(docs);
  const to = cardAt(account, flow.to);
  const inside = to?.inside ?? null;
  if (account.groups.length === 0) return { in: [unseen('NSG', noGroups)], out: [], inside, lacking: [] };
  const effective = account.groups.filter(({ effective: where }) => where !== null);
  if (effective.length > 0) return { ...effectively(account, effective, flow, to), inside };
  if (to !== null) return { ...byCard(account, flow, to), inside };
  const assumed =
    account.groups.length === 1
      ? `${idOf(account.groups[0] as Group)} is a group`
      : `the groups that were given are those`;
  return {
    in: [anyOf(account, account.groups, flow, null, [`${assumed} of the machine at ${flow.to}`])],
    out: [],
    inside,
    lacking: ['groups of the subnet and of the network card that were not given (az network nic list-effective-nsg)'],
  };
}

function cardAt({ cards }: Account, address: string | null): Card | null {
  const found = address === null ? [] : cards.filter(({ addresses }) => addresses.has(address));
  return found.length === 1 ? (found[0] ?? null) : null;
}

const noGroups = 'the network security groups, which were not given: az network nsg list -o json prints them';

type Layers = Omit<CloudAnswer, 'inside'>;

/** All that holds for one card: first the group of its subnet. */
function effectively(account: Account, groups: readonly Group[], flow: CloudFlow, to: Card | null): Layers {
  const order = [...groups].sort((a, b) => Number(a.effective === 'card') - Number(b.effective === 'card'));
  return { in: order.map((group) => anyOf(account, [group], flow, to, [])), out: [], lacking: [] };
}

function byCard(account: Account, flow: CloudFlow, to: Card): Layers {
  const own = account.groups.filter(({ id, cards }) => (to.group !== null && id === to.group) || cards.includes(to.id));
  const subnet = account.groups.filter(({ subnets }) => to.subnet !== null && subnets.includes(to.subnet));
  const layers = [...subnet, ...own].map((group) => anyOf(account, [group], flow, to, []));
  const lacking = [
    ...(subnet.length === 0 ? [`a group of the subnet ${nameOf(to.subnet ?? '?')} (az network nsg list -o json)`] : []),
    ...(own.length === 0 && to.group !== null ? [`the group ${nameOf(to.group)} of the network card`] : []),
  ];
  if (layers.length > 0) return { in: layers, out: [], lacking };
  const condition = `the groups of the network card ${nameOf(to.id)}, which were not given: az network nic list-effective-nsg`;
  return { in: [unseen('NSG', condition)], out: [], lacking };
}

/** One group, or one of several of which nobody told. */
function anyOf(
  account: Account,
  groups: readonly Group[],
  flow: CloudFlow,
  to: Card | null,
  taken: readonly string[],
): Layer {
  const notes = new Set(taken);
  const asked: Asked = { flow, to, client: cardAt(account, flow.from), assume: (what) => notes.add(what) };
  const decided = groups.map((group) => ({ group, ...decide(group, asked) }));
  const assumed = [...notes];
  const same = oneOf(decided);
  if (same === null || (account.cut && taken.length > 0)) {
    const condition = account.cut
      ? 'the groups on pages that are missing (nextLink)'
      : `which of ${named(groups.map(idOf))} the machine at ${flow.to} has: az network nic list-effective-nsg tells`;
    return { hook: 'NSG', action: 'unknown', rule: null, condition, owner: null, assumed };
  }
  const { group, ...found } = same;
  const hook = group.effective === null ? 'NSG' : `NSG ${group.effective}`;
  return { hook, ...found, owner: found.action === 'drop' ? ownership(group, found, flow, to) : null, assumed };
}

const idOf = ({ name }: Group): string => name;
const priorityOf = (at: Located): number => wholeOf(at, 'priority') ?? 65_501;
const isInbound = (at: Located): boolean => textOf(at, 'direction')?.toLowerCase() === 'inbound';
const allows = (at: Located): boolean => textOf(at, 'access')?.toLowerCase() === 'allow';

function decide(group: Group, asked: Asked): Found {
  return firstMatch(entriesOf(group, asked));
}

function* entriesOf(group: Group, asked: Asked): Generator<Entry> {
  const rules = group.rules.filter(isInbound).sort((a, b) => priorityOf(a) - priorityOf(b));
  for (const at of rules) yield { holds: ruleHolds(at, asked), accept: allows(at), rule: ruleOf(group, at) };
  if (rules.some((at) => priorityOf(at) === 65_500)) return;
  // Nobody can remove the default rules; a list of rules has them only when it is asked for.
  const at = (text: string): FlowRule => ({ ...placeOf(group, group.at), text });
  yield {
    holds: ruleHolds(anyFrom('VirtualNetwork'), asked),
    accept: true,
    rule: at('AllowVnetInBound (priority 65000): Allow * from VirtualNetwork'),
  };
  yield {
    holds: ruleHolds(anyFrom('AzureLoadBalancer'), asked),
    accept: true,
    rule: at('AllowAzureLoadBalancerInBound (priority 65001): Allow * from AzureLoadBalancer'),
  };
  yield { holds: true, accept: false, rule: at('DenyAllInBound (priority 65500): Deny * from *') };
}

function anyFrom(tag: string): Located {
  const word = (value: string): Located => ({ line: 1, end: 1, value });
  return {
    line: 1,
    end: 1,
    value: new Map([
      ['sourceAddressPrefix', word(tag)],
      ['protocol', word('*')],
      ['destinationPortRange', word('*')],
      ['destinationAddressPrefix', word('*')],
    ]),
  };
}

function placeOf(group: Group, { line }: Located): FlowRule {
  return { file: group.file, line, family: 'cloud', provider: 'Azure', table: `NSG ${idOf(group)}`, chain: 'inbound' };
}

function ruleOf(group: Group, at: Located): FlowRule {
  const name = nameOf(textOf(at, 'name') ?? '?');
  const ports = valuesOf(at, 'destinationPortRange', 'destinationPortRanges');
  const sources = [
    ...valuesOf(at, 'sourceAddressPrefix', 'sourceAddressPrefixes'),
    ...idsOf(at, 'sourceApplicationSecurityGroups').map(nameOf),
  ];
  const what = `${textOf(at, 'protocol') ?? '*'}${ports.join() === '*' ? '' : ` ${named(ports)}`}`;
  const text = `${name} (priority ${priorityOf(at)}): ${textOf(at, 'access') ?? '?'} ${what} from ${named(sources)}`;
  return { ...placeOf(group, at), text };
}

function ownership(group: Group, { rule }: Found, flow: CloudFlow, to: Card | null): Layer['owner'] {
  const machine = machineRange(flow, to?.inside ?? null);
  const before = Number(/\(priority (\d+)\)/.exec(rule?.text ?? '')?.[1] ?? 65_500);
  const used = new Set(group.rules.filter(isInbound).map(priorityOf));
  // Rules of one's own have the numbers 100 to 4096.
  let priority = Math.min(before - 1, 300);
  while (priority >= 100 && used.has(priority)) priority--;
  return {
    tool: 'Azure',
    setting: `the inbound rules of network security group ${idOf(group)}`,
    command: `az network nsg rule create -g ${word(group.resources, 'RESOURCE_GROUP')} --nsg-name ${word(idOf(group), 'NSG')} -n allow-ssh-${flow.port} --priority ${priority < 100 ? 'NUMBER' : priority} --direction Inbound --access Allow --protocol Tcp --destination-port-ranges ${flow.port} --source-address-prefixes ${clientRange(flow)}${machine === null ? '' : ` --destination-address-prefixes ${machine}`}`,
    undo: `az network nsg rule delete -g ${word(group.resources, 'RESOURCE_GROUP')} --nsg-name ${word(idOf(group), 'NSG')} -n allow-ssh-${flow.port}`,
  };
}
