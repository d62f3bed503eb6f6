import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { beyondLoopback, onLoopback, refusedByIcmp, stoppedHere, synArrived } from '../signs.ts';

const forwarder = /^(docker-proxy|rootlessport|conmon|pasta|passt|slirp4netns|gvproxy)/;

// sshd runs and the host's own network does not have it: its unit gives it a network apart, or it is that of a container.
const apart = all(
  seen('server.process', { listener: true, state: 'running', apart: true }),
  not(seen('server.process', { listener: true, apart: false })),
  any(
    seen('server.unit', { unit: /^sshd?\.service$/, active: 'active' }),
    seen('server.package', { name: 'openssh-server', installed: false }),
  ),
  not(seen('firewall.decision', { where: 'server', action: 'redirect' })),
);

export const cause: Cause = {
  id: 'container-port-not-published',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: "the container's port is not published to where the client dials",
  title: 'The SSH server runs in a container on {host}, and its port {port} is not published to where you dial.',
  sees: 'Connection refused at the address of the host, or no answer at the address of the container.',
  why: 'A container has a network of its own. Its ports are reachable from outside only when they are published, and 127.0.0.1:PORT publishes to the host alone.',
  cases: 1,
  behind: { 'tcp.timeout': 1 },
  requires: symptom('tcp.refused', 'tcp.timeout', 'route.unreachable', 'route.prohibited'),
  proves: any(
    all(apart, seen('server.reach', { listening: 'no' })),
    all(apart, seen('server.reach', { listening: 'loopback', owner: /^(?!sshd|systemd)/ })),
    all(
      seen('tcp.connect', { port: 22, outcome: 'refused', address: beyondLoopback }),
      seen('server.listener', { owner: forwarder, port: 22, address: onLoopback }),
      not(seen('server.listener', { port: 22, address: beyondLoopback })),
    ),
    all(
      seen('tcp.connect', { port: 2222, outcome: 'refused', address: beyondLoopback }),
      seen('server.listener', { owner: forwarder, port: 2222, address: onLoopback }),
      not(seen('server.listener', { port: 2222, address: beyondLoopback })),
    ),
  ),
  suggests: [
    seen('container.port', { published: 'no' }),
    all(symptom('tcp.refused', 'tcp.timeout'), seen('container.port', { published: 'no' })),
    all(seen('container.port', { published: 'loopback' }), seen('tcp.connect', { address: beyondLoopback })),
    all(symptom('tcp.timeout', 'route.unreachable'), seen('name.address', { scope: 'container' })),
    seen('server.listener', { owner: forwarder, address: onLoopback }),
  ],
  excludes: any(stoppedHere, synArrived, all(symptom('tcp.refused'), refusedByIcmp)),
  lookalikes: [
    {
      cause: 'backend-down-behind-forwarder',
      difference: 'The port is published and opens; it is the server in the container that is missing.',
    },
    {
      cause: 'sshd-not-installed',
      difference: 'There is no SSH server at all, neither on the host nor in a container.',
    },
    { cause: 'port-mapping-wrong', difference: 'The port is mapped, to another target.' },
  ],
  check: {
    what: 'on the container host, see which ports are published where',
    command:
      "docker ps --format '{{.Names}}  {{.Ports}}' 2>/dev/null || podman ps --format '{{.Names}}  {{.Ports}}'; ss -ltnp 'sport = :{port}'",
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Without SSH: open a shell in the container from its host.',
      commands: ['docker exec -it CONTAINER sh'],
    },
    {
      who: 'server',
      risk: 'cuts-sessions',
      platform: 'Docker, Podman',
      say: 'Make the container again with its port published. What was not kept on a volume is lost.',
      commands: ['docker run -d -p {port}:22 IMAGE'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'Kubernetes',
      say: 'Forward a port for now, or give the pod a service.',
      commands: ['kubectl port-forward pod/POD 2222:22'],
    },
  ],
  sources: ['docker-run(1): --publish', 'podman-run(1): --publish'],
};

export const examples: readonly Example[] = [
  {
    name: 'by the list of containers nobody may dial the port of the one with SSH',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['container.port', { port: 2222, published: 'no' }],
    ],
  },
  {
    name: 'published to localhost alone',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 2222, outcome: 'refused', errno: 'ECONNREFUSED', by: 'socket' },
      ],
      ['server.listener', { address: '127.0.0.1', port: 2222, owner: 'docker-proxy' }],
    ],
  },
  {
    name: 'the unit of sshd has a network of its own',
    expect: 'confirmed',
    covers: ['server.process', 'firewall.decision'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active' }],
      ['server.process', { name: 'sshd', pid: 44, listener: true, state: 'running', replaced: false, apart: true }],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: "look-alike: the host's own sshd is stopped, and a container on it has one too",
    expect: 'possible',
    covers: ['server.process', 'firewall.decision'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive' }],
      ['server.package', { name: 'openssh-server', installed: true }],
      ['server.process', { name: 'sshd', pid: 4711, listener: true, state: 'running', replaced: false, apart: true }],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: "the container's own address, dialled from outside",
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['name.address', { address: '172.17.0.2', family: 4, scope: 'container', source: 'literal' }],
    ],
  },
  {
    name: 'look-alike: another port is published to localhost',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 22, outcome: 'refused', errno: 'ECONNREFUSED', by: 'socket' },
      ],
      ['server.listener', { address: '127.0.0.1', port: 5432, owner: 'docker-proxy' }],
    ],
  },
  {
    name: 'the port opens',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'identification.closed', stage: 'identification' }]],
  },
];
