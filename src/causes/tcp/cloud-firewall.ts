import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { nothingComes, sshdTurnsAway, synArrived } from '../signs.ts';

const blocks = seen('firewall.decision', { where: 'cloud', action: ['drop', 'reject'] });

/** Names that the clouds give to the public addresses of machines, and accounts that only their images have. */
const named =
  /(?:\.compute(?:-1)?\.amazonaws\.com(?:\.cn)?|\.cloudapp\.(?:azure\.com|net)|\.bc\.googleusercontent\.com|\.oraclevcn\.com)\.?$/i;
const inCloud = any(
  seen('config.setting', { keyword: 'hostname', value: named }),
  seen('client.target', { host: named }),
  seen('config.setting', { keyword: 'user', value: /^(?:ec2-user|azureuser|opc)$/ }),
  seen('client.target', { user: /^(?:ec2-user|azureuser|opc)$/ }),
);

export const cause: Cause = {
  id: 'cloud-firewall',
  stage: 'tcp',
  family: 'filtered',
  who: 'network',
  decidedBy: 'server',
  lasting: true,
  meaning: 'a security group, network ACL, NSG or VPC rule does not admit this flow',
  title: "The cloud's firewall in front of {host} does not admit you at port {port}.",
  sees: 'A time-out. On the machine itself all looks well, and its own firewall counts nothing.',
  why: `A new machine admits nothing but what its rules list. Often the rule names an address that you no longer have, is tied
    to another group or tag, or a second layer (network ACL, subnet rules) says no.`,
  cases: 8,
  behind: { 'tcp.timeout': 8 },
  requires: symptom('tcp.timeout', 'identification.silent'),
  proves: all(symptom('tcp.timeout'), blocks),
  suggests: [
    nothingComes,
    all(nothingComes, seen('server.arrivals')),
    all(symptom('tcp.timeout'), seen('firewall.likely', { where: 'cloud' })),
    all(symptom('tcp.timeout'), inCloud),
    all(symptom('tcp.timeout'), seen('host.alive')),
    all(
      symptom('tcp.timeout'),
      seen('host.alive', { by: 'tcp-open' }),
      seen('tcp.control', { unused: true, outcome: 'timeout' }),
    ),
    all(symptom('tcp.timeout'), seen('name.address', { scope: 'public' })),
    // Groups of rules keep state: what they let in may answer. Only a network ACL stops what goes out.
    all(
      symptom('tcp.timeout'),
      seen('firewall.decision', { where: 'server', action: 'accept', hook: 'in' }),
      not(synArrived),
    ),
    all(symptom('tcp.timeout'), seen('server.listener', { owner: /^(?:sshd|systemd)/ }), not(synArrived)),
  ],
  excludes: any(sshdTurnsAway, all(seen('firewall.decision', { where: 'cloud', action: 'accept' }), not(blocks))),
  lookalikes: [
    { cause: 'firewall-server', difference: 'The rule is inside the machine, and its counters move when you try.' },
    {
      cause: 'name-wrong-address',
      difference: 'A machine that was stopped and started has a new public address; the old one is silent.',
    },
    {
      cause: 'return-route-missing',
      difference: 'The subnet has no route to an internet gateway: packets cannot leave again.',
    },
  ],
  check: {
    what: 'print the rules and the machine as JSON, with one of these, and give the files to sshwhy with --rules',
    command:
      'aws ec2 describe-security-groups >groups.json; aws ec2 describe-instances >instances.json; gcloud compute instances network-interfaces get-effective-firewalls INSTANCE --format=json >rules.json; az network nic list-effective-nsg --ids NIC >rules.json',
  },
  fix: [
    {
      general: true,
      who: 'network',
      risk: 'none',
      platform: 'AWS',
      say: 'Admit your own address in the security group of the machine. See also the network ACL of its subnet, in both directions.',
      commands: [
        'aws ec2 authorize-security-group-ingress --group-id GROUP --protocol tcp --port {port} --cidr YOUR_ADDRESS/32',
      ],
      undo: [
        'aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port {port} --cidr YOUR_ADDRESS/32',
      ],
    },
    {
      general: true,
      who: 'network',
      risk: 'none',
      platform: 'Google Cloud',
      say: 'Admit your own address in the network of the machine; a rule with a target tag holds only for machines with that tag.',
      commands: [
        'gcloud compute firewall-rules create allow-ssh-{port} --network NETWORK --allow tcp:{port} --source-ranges YOUR_ADDRESS/32',
      ],
      undo: ['gcloud compute firewall-rules delete allow-ssh-{port}'],
    },
    {
      general: true,
      who: 'network',
      risk: 'none',
      platform: 'Azure',
      say: 'Admit your own address in the group of the network card, and in that of the subnet.',
      commands: [
        'az network nsg rule create -g RESOURCE_GROUP --nsg-name NSG -n allow-ssh --priority 300 --access Allow --protocol Tcp --destination-port-ranges {port} --source-address-prefixes YOUR_ADDRESS/32',
      ],
      undo: ['az network nsg rule delete -g RESOURCE_GROUP --nsg-name NSG -n allow-ssh'],
    },
  ],
  sources: [
    'docs.aws.amazon.com: security group rules',
    'cloud.google.com: VPC firewall rules',
    'learn.microsoft.com: network security groups',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'tcpdump on the server saw nothing come while the client tried',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.arrivals', { packets: 0 }],
    ],
  },
  {
    name: 'look-alike: a group stops it, and whether the machine is in that group nobody tells',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      [
        'firewall.likely',
        { where: 'cloud', action: 'drop', rule: 'AWS security group sg-0abc: no rule admits tcp 22' },
      ],
    ],
  },
  {
    name: 'no inbound rule of the group admits the port',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      [
        'firewall.decision',
        { where: 'cloud', action: 'drop', hook: 'in', rule: 'sg-0abc: no rule admits tcp/22 from 198.51.100.7' },
      ],
    ],
  },
  {
    name: 'the network ACL of the subnet does not let the answers out',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      [
        'firewall.decision',
        {
          where: 'cloud',
          action: 'drop',
          hook: 'out',
          rule: 'AWS network ACL acl-0abc, outbound: rule *: deny all traffic to 0.0.0.0/0',
        },
      ],
    ],
  },
  {
    name: 'look-alike: the same rule on the host is not the cloud',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['host.alive', { by: 'tcp-open', port: 443 }],
      ['firewall.decision', { where: 'server', action: 'drop', hook: 'in', rule: 'inet filter input: policy drop' }],
    ],
  },
  {
    name: 'look-alike: the host is silent in the midst of a connection, which these rules admitted',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'kex.silent', stage: 'kex' }],
      [
        'firewall.decision',
        { where: 'cloud', action: 'drop', hook: 'in', rule: 'sg-0abc: no rule admits tcp/22 from 198.51.100.7' },
      ],
    ],
  },
  {
    name: "look-alike: silence at a public address may be the server's own rules",
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['name.address', { address: '203.0.113.9', family: 4, scope: 'public', source: 'dns' }],
      ['host.alive', { by: 'tcp-open', port: 443 }],
    ],
  },
  {
    name: 'somebody answered with a refusal, which these rules never do',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
];
