import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Probe } from '../../model/probe.ts';
import { probes } from '../../probes/registry.gen.ts';
import { diagnosed, type System } from '../lab/recorded.ts';
import {
  alpine,
  config,
  connecting,
  judge,
  linux,
  linuxErrno,
  login,
  quiet,
  refusedAtOnce,
  server,
  ssh,
} from '../lab/systems.ts';

describe('a fault of ours is none of the host', () => {
  judge([
    {
      title: 'EMFILE at our sockets: what ssh says counts',
      symptom: 'tcp.timeout',
      system: {
        ...linuxErrno('EMFILE', 'x', 0, quiet),
        programs: {
          ssh: ssh({
            os: 'linux',
            host: 'web1',
            config: ['connecttimeout 3'],
            log: connecting('web1', '192.0.2.10', 3000, 'Connection timed out'),
          }),
        },
      },
    },
    {
      title: 'EMFILE at every socket and every program: nothing is known of the host',
      symptom: null,
      outcome: 'undetermined',
      roots: [],
      system: {
        ...linux,
        programs: Object.fromEntries(['ssh', 'ip', 'ping', 'ss', 'ssh-keygen'].map((name) => [name, () => 'EMFILE'])),
        lookup: () => ['192.0.2.10'],
        connect: () => ({ errno: 'EMFILE', ms: 0 }),
      },
      also: ({ warnings, facts }) => {
        assert.ok(
          warnings.some((w) => w.includes('EMFILE')),
          warnings.join('\n'),
        );
        assert.ok(!facts.observations.some((o) => o.kind === 'client.tool' && o.value.state === 'missing'));
      },
    },
    {
      title: 'EMFILE at a socket of ours beside a login that works',
      symptom: null,
      outcome: 'healthy',
      system: {
        ...linuxErrno('EMFILE', 'x', 0, quiet),
        lookup: () => ['192.0.2.10', '192.0.2.11'],
        programs: {
          ssh: ssh({ os: 'linux', host: 'web1', log: login, ends: { status: 0, stdout: 'sshwhy-was-here\n' } }),
        },
      },
    },
    {
      title: 'no ssh here, and the port refuses',
      symptom: 'tcp.refused',
      suspects: ['sshd-not-running'],
      system: { ...linux, ...quiet, lookup: () => ['192.0.2.10'], connect: refusedAtOnce },
      also: ({ warnings, facts }) => {
        assert.ok(
          warnings.some((w) => w.includes('no ssh program')),
          warnings.join('\n'),
        );
        for (const kind of ['hostkey.check', 'auth.end', 'session.end', 'config.error'] as const)
          assert.ok(!facts.covered.has(kind), kind);
      },
    },
    {
      title: 'no ssh here, and the server is an SSH server',
      symptom: null,
      outcome: ['healthy', 'undetermined'],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        connect: (_address, port) => (port === 22 ? server : refusedAtOnce()),
      },
    },
    {
      title: 'neither ip nor ping nor ss is here: not looked, not "not there"',
      symptom: 'tcp.timeout',
      suspects: ['firewall-server'],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        programs: {
          ssh: ssh({
            os: 'linux',
            host: 'web1',
            log: connecting('web1', '192.0.2.10', 130_000, 'Connection timed out'),
          }),
        },
      },
      also: ({ facts, report }) => {
        for (const kind of [
          'route.lookup',
          'route.neighbour',
          'path.loss',
          'tcp.info',
          'client.rule',
          'path.hop',
        ] as const)
          assert.ok(!facts.covered.has(kind), kind);
        const host = report.assessments.find((a) => a.cause === 'host-unreachable');
        assert.ok(host?.outcome === 'possible' || host?.outcome === 'unknown', host?.outcome);
        assert.ok(host.missing.includes('route.neighbour'), host.missing.join());
      },
    },
    {
      title: 'ssh is killed by a signal while it connects, and the server is fine',
      symptom: null,
      outcome: ['undetermined', 'healthy'],
      roots: [],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        programs: {
          ssh: ssh({
            os: 'linux',
            host: 'web1',
            log: [[6, 'debug1: Connecting to web1 [192.0.2.10] port 22.']],
            ends: { signal: 'SIGKILL', ms: 40 },
          }),
        },
        connect: () => server,
      },
    },
    {
      title: 'ssh crashes in the key exchange: the signal is told, the server is not blamed',
      symptom: null,
      outcome: ['undetermined', 'healthy'],
      roots: [],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        programs: {
          ssh: ssh({ os: 'linux', host: 'web1', log: login.slice(0, 6), ends: { signal: 'SIGSEGV' } }),
        },
        connect: () => server,
      },
      also: ({ warnings }) =>
        assert.ok(
          warnings.some((w) => w.includes('SIGSEGV')),
          warnings.join('\n'),
        ),
    },
    {
      title: 'ssh prints nothing and ends with status 255: nothing is known, and it is asked once',
      symptom: null,
      outcome: ['undetermined', 'healthy'],
      roots: [],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        programs: { ssh: (argv) => (argv.includes('-G') ? { stdout: config('web1') } : { status: 255, ms: 30 }) },
        connect: () => server,
      },
      also: ({ ran }) => assert.equal(ran.filter((argv) => argv.includes('-vvv')).length, 1),
    },
    {
      title: 'ssh prints nothing and ends with status 255, and the port refuses: our own socket knows',
      symptom: 'tcp.refused',
      suspects: ['sshd-not-running'],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        programs: { ssh: (argv) => (argv.includes('-G') ? { stdout: config('web1') } : { status: 255, ms: 30 }) },
        connect: refusedAtOnce,
      },
      also: ({ warnings }) =>
        assert.ok(
          warnings.some((w) => w.includes('255')),
          warnings.join('\n'),
        ),
    },
    {
      title: 'an ssh that may not be started is not a missing one',
      symptom: 'tcp.refused',
      system: { ...linux, lookup: () => ['192.0.2.10'], programs: { ssh: () => 'EACCES' }, connect: refusedAtOnce },
      also: ({ warnings }) =>
        assert.ok(
          warnings.some((w) => w.includes('EACCES')),
          warnings.join('\n'),
        ),
    },
    {
      title: 'an ssh that knows no -G (another client of that name) has no invalid configuration',
      symptom: 'tcp.refused',
      system: {
        ...alpine,
        lookup: () => ['192.0.2.10'],
        programs: {
          ssh: (argv) =>
            argv.includes('-G')
              ? {
                  status: 1,
                  stderr: [
                    '',
                    'WARNING: Ignoring unknown option -G',
                    'Dropbear SSH client v2022.83 https://matt.ucc.asn.au/dropbear/dropbear.html',
                    'Usage: dbclient [options] [user@]host[/port][,[user@]host/port],...] [command]',
                  ],
                }
              : {
                  status: 1,
                  stderr: ['dbclient: Connection to alice@web1:22 exited: Connect failed: Connection refused'],
                },
        },
        connect: refusedAtOnce,
      },
    },
    {
      title: 'two seconds are enough for an answer that comes at once',
      symptom: 'tcp.refused',
      suspects: ['sshd-not-running'],
      system: linuxErrno('ECONNREFUSED', 'Connection refused', 1, quiet),
      wish: { settings: { timeoutMs: 2000 } },
      also: ({ tookMs }) => assert.ok(tookMs <= 2000, `${tookMs} ms`),
    },
    {
      title: 'two seconds that run out while nothing answers blame nobody for good',
      symptom: 'tcp.timeout',
      outcome: 'candidates',
      system: linuxErrno('ETIMEDOUT', 'Connection timed out', 130_000, quiet),
      wish: { settings: { timeoutMs: 2000 } },
      also: ({ tookMs }) => assert.ok(tookMs <= 2000, `${tookMs} ms`),
    },
    {
      title: 'an ssh -G that hangs is no invalid configuration',
      symptom: 'tcp.refused',
      roots: [],
      system: {
        ...linux,
        lookup: () => ['192.0.2.10'],
        programs: { ssh: () => ({ ms: Infinity }) },
        connect: refusedAtOnce,
      },
      also: ({ warnings, tookMs }) => {
        assert.ok(
          warnings.some((w) => w.includes('ssh -G')),
          warnings.join('\n'),
        );
        assert.ok(tookMs <= 15_000, `${tookMs} ms`);
      },
    },
  ]);

  test('a probe that throws is a warning, and the verdict is that of the others', async () => {
    const system = linuxErrno('ECONNREFUSED', 'Connection refused', 1, quiet);
    const bug: Probe = {
      id: 'bug',
      title: 'a probe with a bug',
      vantage: 'client',
      stage: 'tcp',
      when: { op: 'all', of: [] },
      settles: [],
      plan: () => [],
      run: () => Promise.reject(new TypeError('x is not a function')),
      read: () => ({ covers: [], observations: [] }),
    };
    const [without, beside] = [await diagnosed(system), await diagnosed(system, { probes: [bug, ...probes] })];
    assert.deepEqual(beside.report.verdict, without.report.verdict);
    assert.deepEqual(
      beside.warnings.filter((w) => !without.warnings.includes(w)),
      ['the probe bug failed by itself: x is not a function'],
    );
  });

  test('a world that throws where it should give a failure harms one probe alone', async () => {
    const system: System = {
      ...linuxErrno('ECONNREFUSED', 'Connection refused', 1, quiet),
      stat: () => {
        throw new Error('no such call on this system');
      },
    };
    const { report, warnings } = await diagnosed(system);
    assert.equal(report.verdict.symptom, 'tcp.refused');
    assert.ok(
      warnings.some((w) => w === 'the probe client-files failed by itself: no such call on this system'),
      warnings.join('\n'),
    );
  });
});
