import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type TwoHosts, twoHosts } from './lab/netns.ts';
import { clientConfig, described, diagnose } from './lab/run.ts';
import { sshdUnusable, startSshd } from './lab/sshd.ts';

/** What stands between client and server, and what a diagnosis must say of port 22. */
interface Path {
  readonly title: string;
  readonly symptom: string;
  /** Confirmed or possible. */
  readonly suspects?: readonly string[];
  lay(hosts: TwoHosts): void | Promise<void>;
}

const paths: readonly Path[] = [
  {
    title: 'the server drops the port and answers on another',
    symptom: 'tcp.timeout',
    suspects: ['firewall-server', 'ip-ban'],
    lay: async (hosts) => {
      hosts.rules('server', 'input', 'tcp dport 22 drop');
      await hosts.accept(80);
    },
  },
  {
    title: 'the server rejects the port with RST',
    symptom: 'tcp.refused',
    suspects: ['firewall-server', 'sshd-not-running'],
    lay: (hosts) => hosts.rules('server', 'input', 'tcp dport 22 reject with tcp reset'),
  },
  {
    title: 'the server rejects the port with ICMP admin-prohibited',
    symptom: 'route.prohibited',
    suspects: ['admin-prohibited'],
    lay: async (hosts) => {
      hosts.rules('server', 'input', 'tcp dport 22 reject with icmpx type admin-prohibited');
      await hosts.accept(80);
    },
  },
  {
    title: 'the client drops what goes out to the port',
    symptom: 'tcp.timeout',
    suspects: ['client-firewall'],
    lay: async (hosts) => {
      hosts.rules('client', 'output', 'tcp dport 22 counter drop');
      await hosts.accept(80);
    },
  },
  {
    title: 'nothing is stopped and nobody listens',
    symptom: 'tcp.refused',
    suspects: ['sshd-not-running', 'sshd-port-changed'],
    lay: () => {},
  },
];

const first = twoHosts();
if (typeof first !== 'string') first.stop();
const skip = typeof first === 'string' ? first : false;

async function withHosts(use: (hosts: TwoHosts) => Promise<void>): Promise<void> {
  const hosts = twoHosts();
  if (typeof hosts === 'string') return assert.fail(hosts);
  try {
    await use(hosts);
  } finally {
    hosts.stop();
  }
}

describe('a path', { skip, concurrency: 3 }, () => {
  for (const path of paths) {
    test(path.title, () =>
      withHosts(async (hosts) => {
        await path.lay(hosts);
        const run = await diagnose(['-F', clientConfig(), hosts.serverAddress], { under: hosts.client });
        const { verdict } = run.report;
        assert.equal(verdict.symptom, path.symptom, described(run));
        const suspects = [...verdict.roots, ...verdict.candidates];
        for (const cause of path.suspects ?? []) assert.ok(suspects.includes(cause), `${cause} is not in ${suspects}`);
      }),
    );
  }

  for (const [title, address] of [
    ['a neighbour that is not there', '192.0.2.99'],
    ['a network without a route', '198.51.100.7'],
  ] as const) {
    test(title, () =>
      withHosts(async (hosts) => {
        const run = await diagnose(['-F', clientConfig(), address], { under: hosts.client });
        assert.equal(run.report.verdict.symptom, 'route.unreachable', described(run));
      }),
    );
  }
});

describe('a path to a real sshd', { skip: skip || (await sshdUnusable()), concurrency: 3 }, () => {
  test('that loses large packets: silence in the key exchange', () =>
    withHosts(async (hosts) => {
      const sshd = await startSshd({ under: hosts.server, address: hosts.serverAddress });
      try {
        hosts.rules('client', 'output', 'meta length > 600 drop');
        hosts.rules('server', 'output', 'meta length > 600 drop');
        const run = await diagnose([...sshd.ssh, hosts.serverAddress], { under: hosts.client });
        assert.equal(run.report.verdict.symptom, 'kex.silent', described(run));
        const suspects = [...run.report.verdict.roots, ...run.report.verdict.candidates];
        assert.ok(suspects.includes('mtu'), suspects.join());
      } finally {
        await sshd.stop();
      }
    }));

  test('that is whole', () =>
    withHosts(async (hosts) => {
      const sshd = await startSshd({ under: hosts.server, address: hosts.serverAddress });
      try {
        const run = await diagnose([...sshd.ssh, hosts.serverAddress], { under: hosts.client });
        assert.equal(run.report.verdict.outcome, 'healthy', described(run));
      } finally {
        await sshd.stop();
      }
    }));
});
