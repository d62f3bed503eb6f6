/*
 * What `az network ...` printed, by the kind of each object.
 */
import type { Doc } from '../../cloud.ts';
import { elements, type Located, listOf, member, textOf } from '../../located.ts';
import { type Card, idsOf, nameOf } from './match.ts';

/** A network security group, or what came of it at one card. */
export interface Group {
  readonly file: string;
  readonly at: Located;
  /** In lower case; '' where nobody told. */
  readonly id: string;
  readonly name: string;
  /** Name of its resource group. */
  readonly resources: string;
  readonly rules: readonly Located[];
  /** Ids of the subnets and cards that have it, in lower case. */
  readonly subnets: readonly string[];
  readonly cards: readonly string[];
  /** Where an effective group holds; null: it is the group as it was written. */
  readonly effective: 'subnet' | 'card' | null;
}

export interface Account {
  readonly groups: readonly Group[];
  readonly cards: readonly Card[];
  /** A page is missing. */
  readonly cut: boolean;
}

type Kind = 'effective' | 'group' | 'rule' | 'card' | 'address';

function kindOf(at: Located): Kind | null {
  const type = (textOf(at, 'type') ?? textOf(at, 'id') ?? '').toLowerCase();
  if (member(at, 'effectiveSecurityRules') !== undefined) return 'effective';
  if (
    member(at, 'securityRules') !== undefined &&
    (member(at, 'defaultSecurityRules') !== undefined || type.includes('networksecuritygroups'))
  )
    return 'group';
  if (
    member(at, 'access') !== undefined &&
    member(at, 'priority') !== undefined &&
    member(at, 'direction') !== undefined
  )
    return 'rule';
  if (member(at, 'ipConfigurations') !== undefined && type.includes('networkinterfaces')) return 'card';
  return member(at, 'ipAddress') !== undefined && type.includes('publicipaddresses') ? 'address' : null;
}

function listIn(root: Located): readonly Located[] {
  const value = member(root, 'value');
  if (value !== undefined && Array.isArray(value.value)) return elements(value);
  return Array.isArray(root.value) ? elements(root) : [root];
}

export function knowsAzure(root: Located): boolean {
  const all = listIn(root);
  const [first] = all;
  const kind = first === undefined ? null : kindOf(first);
  return kind !== null && all.every((one) => kindOf(one) === kind);
}

export function accountOf(docs: readonly Doc[]): Account {
  const groups: Group[] = [];
  const cards: Located[] = [];
  const publics = new Map<string, string>();
  const rules = new Map<string, { file: string; all: Located[] }>();
  let cut = false;
  for (const { file, root } of docs) {
    if (member(root, 'nextLink') !== undefined) cut = true;
    for (const at of listIn(root)) {
      const kind = kindOf(at);
      if (kind === 'group') groups.push(groupOf(at, file));
      else if (kind === 'effective') groups.push(effectiveOf(at, file));
      else if (kind === 'card') cards.push(at);
      else if (kind === 'address') publics.set(configurationOf(at), textOf(at, 'ipAddress') ?? '');
      else if (kind === 'rule') {
        const id = (textOf(at, 'id') ?? '').replace(/\/(?:default)?securityRules\/[^/]*$/i, '');
        const before = rules.get(id);
        if (before === undefined) rules.set(id, { file, all: [at] });
        else before.all.push(at);
      }
    }
  }
  const told = new Set(groups.filter(({ effective }) => effective === null).map(({ id }) => id));
  for (const [id, { file, all }] of rules) {
    // The group itself says more than a list of its rules.
    if (id === '' || !told.has(id.toLowerCase()))
      groups.push({ file, at: all[0] as Located, ...known(id), rules: all, subnets: [], cards: [], effective: null });
  }
  return { groups, cards: cards.map((at) => cardOf(at, publics)), cut };
}

const configurationOf = (at: Located): string => (textOf(member(at, 'ipConfiguration'), 'id') ?? '').toLowerCase();

/** Ids of Azure are the same in any case. */
function known(id: string, name?: string): Pick<Group, 'id' | 'name' | 'resources'> {
  const [, resources = 'RESOURCE_GROUP'] = /\/resourceGroups\/([^/]+)\//i.exec(id) ?? [];
  return { id: id.toLowerCase(), name: id === '' ? (name ?? 'NSG') : nameOf(id), resources };
}

function groupOf(at: Located, file: string): Group {
  return {
    file,
    at,
    ...known(textOf(at, 'id') ?? '', textOf(at, 'name')),
    rules: [...listOf(at, 'securityRules'), ...listOf(at, 'defaultSecurityRules')],
    subnets: idsOf(at, 'subnets'),
    cards: idsOf(at, 'networkInterfaces'),
    effective: null,
  };
}

function effectiveOf(at: Located, file: string): Group {
  const place = member(at, 'association');
  return {
    file,
    at,
    ...known(textOf(member(at, 'networkSecurityGroup'), 'id') ?? ''),
    rules: listOf(at, 'effectiveSecurityRules'),
    subnets: [],
    cards: [],
    effective: member(place, 'subnet') === undefined ? 'card' : 'subnet',
  };
}

function cardOf(at: Located, publics: ReadonlyMap<string, string>): Card {
  const configurations = listOf(at, 'ipConfigurations');
  const privates = configurations.flatMap(
    (one) => textOf(one, 'privateIPAddress') ?? textOf(one, 'privateIpAddress') ?? [],
  );
  const outer = configurations.flatMap((one) => {
    const told =
      textOf(member(one, 'publicIPAddress'), 'ipAddress') ?? textOf(member(one, 'publicIpAddress'), 'ipAddress');
    return told ?? publics.get((textOf(one, 'id') ?? '').toLowerCase()) ?? [];
  });
  const [first] = configurations;
  return {
    id: (textOf(at, 'id') ?? '').toLowerCase(),
    addresses: new Set([...privates, ...outer]),
    inside: privates.length === 1 ? (privates[0] ?? null) : null,
    subnet: textOf(member(first, 'subnet'), 'id')?.toLowerCase() ?? null,
    group: textOf(member(at, 'networkSecurityGroup'), 'id')?.toLowerCase() ?? null,
    applications: configurations.flatMap((one) => idsOf(one, 'applicationSecurityGroups')),
  };
}
