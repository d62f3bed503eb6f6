/*
 * AWS: what `aws ec2 describe-...` prints of security groups, network ACLs, route tables and the machine.
 */
import { type Cloud, type CloudAnswer, type CloudFlow, type Doc, type Layer, unseen } from '../cloud.ts';
import { accountOf, knowsAws } from './aws/account.ts';
import { aclLayer } from './aws/acls.ts';
import { groupLayer } from './aws/groups.ts';
import { placeOf } from './aws/place.ts';
import { routeLayer } from './aws/routes.ts';

export const cloud: Cloud = {
  id: 'aws',
  name: 'AWS',
  command: 'aws ec2 describe-security-groups --output json',
  knows: knowsAws,
  otherForm:
    /^(?:SecurityGroups|SecurityGroupRules|NetworkAcls|RouteTables):\s*$|^(?:SECURITYGROUPS|SECURITYGROUPRULES|NETWORKACLS|ROUTETABLES)\t|^\|\s+Describe(?:SecurityGroups|SecurityGroupRules|NetworkAcls|RouteTables)\s+\|/,
  judge,
};

function judge(docs: readonly Doc[], flow: CloudFlow): CloudAnswer {
  const account = accountOf(docs);
  const place = placeOf(account, flow);
  const groups = groupLayer(account, flow, place.interface) ?? unseen('groups', noGroups);
  const inbound = aclLayer(account, flow, place, 'in');
  const outbound = aclLayer(account, flow, place, 'out');
  const route = routeLayer(account, flow, place);
  const all = (...layers: readonly (Layer | null)[]): readonly Layer[] => layers.filter((one) => one !== null);
  const lacking = [
    ...(account.acls.length === 0 ? ['the network ACL of the subnet (aws ec2 describe-network-acls)'] : []),
    ...(account.tables.length === 0 ? ['the route table of the subnet (aws ec2 describe-route-tables)'] : []),
  ];
  return { in: all(inbound, groups), out: all(outbound, route), inside: place.inside, lacking };
}

const noGroups = 'the security groups, which were not given: aws ec2 describe-security-groups prints them';
