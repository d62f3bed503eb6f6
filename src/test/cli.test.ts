import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Report } from '../model/report.ts';
import { serve } from './lab/index.ts';
import {
  assertNoControls,
  assertOneSentence,
  clientConfig,
  described,
  noSsh,
  program,
  reportOf,
  scratch,
  sshwhy,
  to,
} from './lab/run.ts';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

describe('the command line', { concurrency: 4 }, () => {
  test('--version prints the version alone', async () => {
    const run = await sshwhy(['--version']);
    assert.equal(run.status, 0, described(run));
    assert.equal(run.stdout.trim().split(' ').at(-1), manifest.version);
    assert.equal(run.stderr, '');
  });

  test('--help names the commands and the options', async () => {
    const run = await sshwhy(['--help']);
    assert.equal(run.status, 0, described(run));
    for (const word of ['explain', 'causes', '--json', '--repeat', '--no-login', '--bundle', '--timeout', '--plan']) {
      assert.ok(run.stdout.includes(word), `--help says nothing of ${word}`);
    }
    assert.equal(run.stderr, '');
  });

  test('each command has help of its own', async () => {
    for (const command of ['explain', 'run', 'snapshot', 'firewall', 'causes']) {
      const run = await sshwhy([command, '--help']);
      assert.deepEqual([run.status, run.stderr], [0, ''], described(run));
      assert.ok(run.stdout.startsWith(`Usage: sshwhy ${command} `), run.stdout);
    }
  });

  const ends = ['--from', '192.0.2.1', '--to', '192.0.2.2'];
  const wrong: readonly (readonly [string, readonly string[]])[] = [
    ['an unknown option', ['--no-such-option', '127.0.0.1']],
    ['port 99999', ['-p', '99999', '127.0.0.1']],
    ['port 0', ['-p', '0', '127.0.0.1']],
    ['a port that is no number', ['-p', 'ssh', '127.0.0.1']],
    ['a timeout that is no number', ['--timeout', 'soon', '127.0.0.1']],
    ['a timeout of nothing', ['--timeout', '0', '127.0.0.1']],
    ['a repetition that is no number', ['--repeat', '-3', '127.0.0.1']],
    ['an option without its value', ['127.0.0.1', '--timeout']],
    ['a destination that is an option to ssh', ['--', '-oProxyCommand=true']],
    ['two destinations', ['127.0.0.1', '127.0.0.2']],
    ['no such colour', ['--color=mauve', '127.0.0.1']],
    ['a file that is not there', ['explain', join(scratch, 'no-such-file')]],
    ['rules of a file that is not there', ['firewall', join(scratch, 'no-such-file'), ...ends]],
    ['rules of a file that has none', ['firewall', program, ...ends]],
    ['an end of the connection that is no address', ['firewall', program, '--from', 'web1', '--to', '192.0.2.2']],
    ['rules without the ends of the connection', ['firewall', program]],
    ['a change for all sources at once', ['firewall', program, '--who-can', '--why-not']],
    ['sources that are no network', ['firewall', program, '--who-can', '--from', '192.0.2.0/33']],
    ['a cause that is not there', ['causes', 'no-such-cause']],
  ];
  for (const [what, args] of wrong) {
    test(`wrong usage: ${what}`, async () => {
      const run = await sshwhy(args);
      assert.equal(run.status, 64, described(run));
      assert.equal(run.stdout, '');
      assertOneSentence(run.stderr);
    });
  }

  for (const [args, says] of [
    [['explian', 'log.txt'], /'explian' is no command .* explain\?/],
    [['fierwall', 'rules.txt', '--from', '192.0.2.1'], /'fierwall' is no command .* firewall\?/],
    [['web1', 'uptime'], /no command behind it: 'uptime'/],
    [['causes', 'sshd-not-runing'], /Did you mean sshd-not-running\?/],
    [['--bundle', '', 'web1'], /bundle cannot be written to '' \(ENOENT\)/],
    [['--bundle', scratch, 'web1'], /bundle cannot be written .*\(EISDIR\)/],
    [['explain', '/nowhere/\u001b[31mx'], /cannot be read: there is no such file \(ENOENT\)/],
    [['-F', '/nowhere/x', 'web1'], /configuration file .* cannot be read: there is no such file \(ENOENT\)/],
    [['-F', scratch, 'web1'], /configuration file .* cannot be read: it is a folder \(EISDIR\)/],
    [['--snapshot', '/nowhere/x', 'web1'], /\/nowhere\/x cannot be read: there is no such file \(ENOENT\)/],
    [['--rules', '/nowhere/x', 'web1'], /\/nowhere\/x cannot be read: there is no such file \(ENOENT\)/],
  ] as const) {
    test(`a slip is told for what it is: ${JSON.stringify(args.join(' '))}`, async () => {
      const run = await sshwhy(args);
      assert.equal(run.status, 64, described(run));
      assert.equal(run.stdout, '');
      assert.match(run.stderr, says);
      assertOneSentence(run.stderr);
      assertNoControls(run.stderr);
    });
  }

  for (const words of [['a;b'], ['-l', '-x', 'web1'], ['-J', '', 'web1'], ['@web1']])
    test(`words that ssh itself refuses are wrong usage: ${words.join(' ')}`, { skip: noSsh }, async () => {
      const said = spawnSync('ssh', ['-G', ...words], { encoding: 'utf8' });
      const run = await sshwhy(['-F', clientConfig(), ...words]);
      // Older releases take some of them.
      if (said.status === 0) return;
      assert.equal(run.status, 64, described(run));
      assertOneSentence(run.stderr);
    });

  test('--plan names the console and the jump hosts', async () => {
    const run = await sshwhy(['--plan', '-J', 'bastion,inner', '--via', 'docker exec -i web1', 'web1']);
    assert.match(run.stdout, /docker exec -i web1: run the collector/, described(run));
    assert.match(run.stdout, /bastion,inner/);
  });

  test('a command misspelt and alone is taken for a host; when nobody knows that, the command is named', async () => {
    const run = await sshwhy(['-F', clientConfig(), 'explan']);
    assert.match(run.stdout.replace(/\s+/g, ' '), /the command is: sshwhy explain/, described(run));
  });

  test('what could not be asked at the other end is told to a person as well', { skip: noSsh }, async () => {
    const lab = await serve({ serve: (socket) => socket.end() });
    try {
      const run = await sshwhy(['--via', 'no-such-program-1', ...to(lab.port)]);
      assert.match(run.stdout, /Note .*not read/, described(run));
    } finally {
      await lab.stop();
    }
  });

  test('who reads no farther learns the status; where nothing can be written, it is our failure', {
    skip: process.platform === 'linux' ? false : '/dev/full of Linux',
  }, () => {
    const file = join(scratch, 'refused.txt');
    writeFileSync(file, 'ssh: connect to host web1 port 22: Connection refused\n');
    const statusOf = (to: string): string =>
      spawnSync(
        'bash',
        ['-c', `{ "$0" "$1" explain "$2"; echo $? >&3; } 3>&1 2>/dev/null ${to}`, process.execPath, program, file],
        {
          encoding: 'utf8',
        },
      ).stdout.trim();
    assert.equal(statusOf('>/dev/full'), '3');
    assert.equal(statusOf('> >(exec true)'), '2');
  });

  test('a word with controls in it reaches the terminal without them', async () => {
    const controls = '\u001b[31m';
    const log = join(scratch, 'controls.log');
    writeFileSync(log, 'Jan 31 12:00:01 web1 sshd[1]: Failed password for root from 192.0.2.7 port 5 ssh2\n');
    const calls = [
      [`--x${controls}`, 'web1'],
      ['--timeout', `1${controls}`, 'web1'],
      ['complete', `ba${controls}sh`],
      ['explain', '--host', `web${controls}`, log],
      [`web\u202e1.invalid`],
      ['explain', `no-such-file${controls}`],
    ];
    for (const args of calls) {
      const run = await sshwhy(args);
      assertNoControls(run.stdout);
      assertNoControls(run.stderr);
    }
  });

  test('an option that a command does not take is wrong usage, and not passed over', async () => {
    const log = join(scratch, 'refused.log');
    writeFileSync(log, 'ssh: connect to host web1 port 22: Connection refused\n');
    const calls = [
      ['explain', '--plan', log],
      ['--deep', 'explain', log],
      ['explain', '--snapshot', log, log],
      ['causes', '--via', 'env'],
      ['snapshot', '--json'],
      ['firewall', log, '--from', '192.0.2.1', '--to', '192.0.2.2', '--bundle', 'x'],
    ];
    for (const args of calls) {
      const run = await sshwhy(args);
      assert.equal(run.status, 64, described(run));
      assert.match(run.stderr, /^sshwhy: \w+ takes no --\w+\..*\n$/, described(run));
    }
  });

  test('more files than can be open at once are all read', {
    skip: process.platform === 'win32' ? 'no ulimit' : false,
  }, () => {
    const folder = mkdtempSync(join(scratch, 'many-'));
    for (let i = 0; i < 150; i++) writeFileSync(join(folder, `${i}.txt`), 'nothing\n');
    writeFileSync(join(folder, 'z.txt'), 'ssh: connect to host web1 port 22: Connection refused\n');
    const limited = 'ulimit -n 100; exec "$0" "$1" explain --json "$2"/*';
    const run = spawnSync('sh', ['-c', limited, process.execPath, program, folder], { encoding: 'utf8' });
    assert.equal((JSON.parse(run.stdout) as Report).verdict.symptom, 'tcp.refused', run.stderr);
  });

  test('of a text that is too long it is told what was not judged', async () => {
    const input = `ssh: connect to host web1 port 22: Connection refused\n${`${'x'.repeat(65_535)}\n`.repeat(256)}`;
    const { warnings } = reportOf(await sshwhy(['explain', '--json'], { input }));
    assert.match(warnings.join('\n'), /only the first 16 MiB were judged/);
  });

  test('nothing to do is wrong usage', async () => {
    const run = await sshwhy([]);
    assert.equal(run.status, 64, described(run));
  });

  test('a configuration that cannot be read is said in a sentence', async () => {
    const run = await sshwhy(['--json', '-F', join(scratch, 'no-such-config'), '127.0.0.1']);
    if (run.status === 64 || run.status === 3) return assertOneSentence(run.stderr);
    const { verdict } = reportOf(run);
    assert.equal(verdict.stage, 'config', described(run));
    assert.notEqual(run.status, 0);
    assert.equal(verdict.summary.split('\n').length, 1);
  });

  test('a bad line of the configuration is the fault, and is quoted', { skip: noSsh }, async () => {
    const run = await sshwhy(['--json', '-F', clientConfig(['Bogus yes']), '127.0.0.1']);
    const { verdict, assessments } = reportOf(run);
    assert.equal(verdict.symptom, 'config.invalid', described(run));
    assert.deepEqual(verdict.roots, ['client-config-invalid']);
    assert.match(JSON.stringify(assessments), /bogus/i);
    assert.equal(run.status, 1);
  });

  test('NO_COLOR, --color and a pipe mean no colour; FORCE_COLOR and --color=always mean colour', async () => {
    const { port } = await serve({});
    const plain: readonly [readonly string[], Readonly<Record<string, string>>][] = [
      [[], {}],
      [[], { NO_COLOR: '1' }],
      [['--color=never'], { FORCE_COLOR: '1' }],
      [[], { NO_COLOR: '1', FORCE_COLOR: '' }],
    ];
    for (const [args, env] of plain) {
      const run = await sshwhy([...args, ...to(port)], { env });
      assertNoControls(run.stdout);
      assert.match(run.stdout, /\S/);
    }
    for (const [args, env] of [
      [['--color=always'], { NO_COLOR: '1' }],
      [[], { FORCE_COLOR: '1' }],
    ] as const) {
      const run = await sshwhy([...args, ...to(port)], { env });
      assert.match(run.stdout, /\u001b\[/, `no colour with ${args} ${JSON.stringify(env)}`);
    }
  });

  test('data goes to standard output only, and without a terminal there is no progress', async () => {
    const { port } = await serve({});
    for (const args of [[], ['--json']]) {
      const run = await sshwhy([...args, ...to(port)]);
      assert.equal(run.stderr, '', described(run));
      assert.equal(run.status, 2);
    }
  });

  test('the options stand before or behind the destination, as with ssh', { skip: noSsh }, async () => {
    const { port } = await serve({});
    const config = clientConfig();
    const orders = [
      ['-F', config, '-p', `${port}`, '--json', 'alice@127.0.0.1'],
      ['alice@127.0.0.1', '--json', `-p${port}`, '-F', config],
      ['--json', '-F', config, '-l', 'alice', '-o', `Port=${port}`, '127.0.0.1'],
      ['--json', '-F', config, `ssh://alice@127.0.0.1:${port}`],
    ];
    for (const args of orders) {
      const { target, verdict } = reportOf(await sshwhy(args));
      assert.deepEqual([target?.user, target?.host, target?.port], ['alice', '127.0.0.1', port], args.join(' '));
      assert.equal(verdict.symptom, 'tcp.refused');
    }
  });

  test('rules decide about a connection, and the status says how', async () => {
    const rules = (verdict: string): string =>
      `table ip t {\n\tchain c {\n\t\ttype filter hook input priority 0;\n\t\ttcp dport 22 ${verdict}\n\t}\n}\n`;
    for (const [verdict, status, action] of [
      ['drop', 1, 'drop'],
      ['accept', 0, 'accept'],
      ['limit rate 1/minute accept\n\t\tdrop', 2, 'may-drop'],
    ] as const) {
      const run = await sshwhy(['firewall', '-', ...ends, '--json'], { input: rules(verdict) });
      assert.equal(run.status, status, described(run));
      assert.equal(JSON.parse(run.stdout).action, action);
    }
    const run = await sshwhy(['firewall', '-', ...ends], { input: rules('drop') });
    assert.match(run.stdout, /is dropped by a rule of the chain c[.][\s\S]*standard input:4/);
  });

  test('an error message is explained from standard input', async () => {
    const input = 'ssh: connect to host web1 port 22: Connection refused\n';
    for (const args of [
      ['explain', '--json'],
      ['explain', '-', '--json'],
    ]) {
      const run = await sshwhy(args, { input });
      const { target, verdict } = reportOf(run);
      assert.equal(target, null);
      assert.equal(verdict.symptom, 'tcp.refused');
      assert.equal(run.status, 2);
    }
  });

  test('causes lists the catalogue, and prints the page of one', async () => {
    const list = await sshwhy(['causes']);
    assert.equal(list.status, 0, described(list));
    assert.match(list.stdout, /maxstartups/);
    const page = await sshwhy(['causes', 'maxstartups']);
    assert.equal(page.status, 0, described(page));
    assert.match(page.stdout, /MaxStartups/);
  });

  test('a reader that goes away is no fault', {
    skip: process.platform === 'win32' ? 'no sh' : spawnSync('head', ['-n', '0']).error ? 'no head' : false,
  }, () => {
    const command = '"$0" "$1" causes | head -n 1';
    const run = spawnSync('sh', ['-c', command, process.execPath, program], { encoding: 'utf8' });
    assert.equal(run.stderr, '');
  });
});
