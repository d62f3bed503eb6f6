import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { diagnose } from '../diagnose.ts';
import type { Report } from '../model/report.ts';
import { recognise } from '../recognise.ts';
import { denoise } from './noise.ts';

/** The report of a text, as `sshwhy explain` makes it. */
function explained(text: string): Report {
  return diagnose({
    format: 1,
    tool: { name: 'sshwhy', version: '0' },
    ...{ startedAt: '', durationMs: 0, ssh: null, settings: null, spent: null, hops: [], warnings: [] },
    evidence: recognise(text, { name: null, before: 0, at: '' }),
  });
}

const known = new Map<string, object>();

/** What is said of a text; of one that comes again, what was said before. */
function told(text: string): { symptom?: string | null } {
  const before = known.get(text);
  if (before !== undefined) return before;
  const { outcome, symptom, roots, candidates } = explained(text).verdict;
  const now = { outcome, symptom, roots, candidates };
  known.set(text, now);
  return now;
}

const address = '192.0.2.5';

/** What programs of several kinds print, as they print it. */
const messages: Readonly<Record<string, string>> = {
  refused: 'ssh: connect to host web1 port 22: Connection refused',
  timeout: `ssh: connect to host ${address} port 2222: Connection timed out`,
  'no route': 'ssh: connect to host web1.example.com port 22: No route to host',
  name: 'ssh: Could not resolve hostname web1: Name or service not known',
  closed: `kex_exchange_identification: Connection closed by remote host\nConnection closed by ${address} port 22`,
  reset: `kex_exchange_identification: read: Connection reset by peer\nConnection reset by ${address} port 22`,
  banner: `Connection timed out during banner exchange\nConnection to ${address} port 22 timed out`,
  denied: 'alice@web1: Permission denied (publickey).',
  'host key': 'Host key verification failed.',
  negotiate: `Unable to negotiate with ${address} port 22: no matching host key type found. Their offer: ssh-rsa`,
  'too many': `Received disconnect from ${address} port 22:2: Too many authentication failures`,
  pipe: 'client_loop: send disconnect: Broken pipe',
  config: 'Bad owner or permissions on /home/alice/.ssh/config',
  git: 'ssh: connect to host web1 port 22: Connection refused\nfatal: Could not read from remote repository.',
};

type Noise = (lines: readonly string[]) => readonly string[];

const each =
  (wrap: (line: string, i: number) => string): Noise =>
  (lines) =>
    lines.map(wrap);
const between =
  (before: readonly string[], after: readonly string[]): Noise =>
  (lines) => [...before, ...lines, ...after];

/** Those that may be put around anything, in any order and as often as one likes. */
const noises: Readonly<Record<string, Noise>> = {
  'time, ISO': each((line, i) => `2026-01-31T12:00:0${i % 10}Z ${line}`),
  'time with a blank and a comma': each((line) => `2026-01-31 12:00:00,123 ${line}`),
  'time, clock': each((line) => `12:00:00 ${line}`),
  'time of ts': each((line) => `Jan 31 12:00:00 ${line}`),
  'time, epoch': each((line) => `1706700000.123456 ${line}`),
  'journald, short': each((line) => `Jan 31 12:00:00 runner backup.sh[123]: ${line}`),
  'journald, short-iso': each((line) => `2026-01-31T12:00:00+0100 runner ssh[123]: ${line}`),
  'journald, short-precise': each((line) => `Jan 31 12:00:00.123456 runner git[123]: ${line}`),
  'journald, json': each((line) =>
    JSON.stringify({ __REALTIME_TIMESTAMP: '1769860800000000', SYSLOG_IDENTIFIER: 'backup', _PID: '7', MESSAGE: line }),
  ),
  'syslog, RFC 3164': each((line) => `<38>Jan 31 12:00:00 runner backup: ${line}`),
  'syslog, RFC 5424': each((line) => `<38>1 2026-01-31T12:00:00.003Z runner.example.com backup 123 ID47 - ${line}`),
  'syslog, RFC 5424 with data': each((line) => `<38>1 2026-01-31T12:00:00Z runner backup - - [origin ip="x"] ${line}`),
  'docker logs -t': each((line) => `2026-01-31T12:00:00.123456789Z ${line}`),
  'docker, json-file': each((line) =>
    JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-01-31T12:00:00.1Z' }),
  ),
  'docker compose': each((line) => `worker-1  | ${line}`),
  'Kubernetes, CRI': each((line) => `2026-01-31T12:00:00.123456789Z stderr F ${line}`),
  'kubectl logs --prefix': each((line) => `[pod/worker-5d4/worker] ${line}`),
  'GitHub Actions': each((line) => `2026-01-31T12:00:00.1234567Z ##[error]${line}`),
  'GitHub annotation': each((line) => `::error::${line}`),
  'gh run view --log': each((line) => `deploy\tRun ssh\t2026-01-31T12:00:00.1234567Z ${line}`),
  GitLab: between(['section_start:1769860800:step_script\r\x1b[0K$ ./deploy'], ['\x1b[31;1mERROR: Job failed\x1b[0;m']),
  'GitLab, stamped': each((line) => `2026-01-31T12:00:00.123456Z 00E ${line}`),
  Jenkins: each((line) => `[2026-01-31T12:00:00.000Z] ${line}`),
  'Jenkins, clock': each((line) => `[12:00:00] ${line}`),
  'Jenkins, stage': between(['[Pipeline] sh', '+ ./deploy.sh'], ['[Pipeline] }', 'Finished: FAILURE']),
  level: each((line) => `ERROR: ${line}`),
  'level in brackets': each((line) => `[ERROR] ${line}`),
  colours: each((line) => `\x1b[1;31m${line}\x1b[0m`),
  'colours without their escape': each((line) => `[31m${line}[0m`),
  'a link': each((line) => `\x1b]8;;https://ci.example.com/1\x07${line}\x1b]8;;\x07`),
  'a backspace': each((line) => line.replace(/(?<=\w)$/m, 'x\b')),
  progress: each((line) => `50%\r100%\r${line}`),
  CRLF: each((line) => `${line}\r`),
  quotes: each((line) => `> ${line}`),
  'deep quotes': each((line) => `>> > ${line}`),
  table: each((line) => `| ${line} |`),
  bullets: each((line) => `- ${line}`),
  indent: each((line) => `    ${line}`),
  fences: between(['I run this and get:', '```console'], ['```', 'What is wrong?']),
  backticks: each((line) => `\`${line}\``),
  'a page': each((line) => `<pre>${line.replaceAll('<', '&lt;')}</pre>`),
  Terraform: between(['\u2577'], ['\u2575']),
  'a frame': each((line) => `\u2502 ${line}`),
  'lines with numbers': each((line, i) => `     ${i + 1}\t${line}`),
  'a no-break space': each((line) => line.replaceAll(': ', ':\u00a0')),
  'full-width punctuation': each((line) =>
    line.replaceAll(': ', '\uff1a').replaceAll(' (', '\uff08').replaceAll(')', '\uff09'),
  ),
  'a byte order mark': each((line, i) => (i === 0 ? `\ufeff${line}` : line)),
  'words around': between(['Since this morning:'], ['Thanks for any help']),
};

/** Those that take the whole text, and come last. */
const envelopes: Readonly<Record<string, Noise>> = {
  Ansible: (lines) => [
    `fatal: [box]: UNREACHABLE! => ${JSON.stringify({ changed: false, msg: `Failed to connect to the host via ssh: ${lines.join('\r\n')}`, unreachable: true })}`,
  ],
  'Ansible, on several lines': (lines) => [
    'box | UNREACHABLE! => {',
    '    "changed": false,',
    `    "msg": ${JSON.stringify(`Failed to connect to the host via ssh: ${lines.join('\r\n')}`)},`,
    '    "unreachable": true',
    '}',
  ],
  'Ansible, cut off': (lines) => [
    `fatal: [box]: UNREACHABLE! => {"changed": false, "msg": ${JSON.stringify(`Failed to connect to the host via ssh: ${lines.join('\r\n')}`)}, "unrea`,
  ],
  'Ansible 2.3': (lines) => [
    `box | UNREACHABLE! => {"msg": ${JSON.stringify(`Data could not be sent to remote host "box". Make sure this host can be reached over ssh: ${lines.join('\r\n')}`)}}`,
  ],
  'escapes in a message': (lines) => [`Error: exit status 255: ${lines.join('\\r\\n')}`],
};

function wrapped(width: number): Noise {
  return (lines) =>
    lines.flatMap((line) =>
      Array.from({ length: Math.ceil(line.length / width) }, (_, i) => line.slice(i * width, (i + 1) * width)),
    );
}

function folded(width: number): Noise {
  return (lines) =>
    lines.flatMap((line) => {
      const out: string[] = [];
      for (const word of line.split(' ')) {
        const last = out.at(-1);
        if (last === undefined || last.length + 1 + word.length > width) out.push(word);
        else out[out.length - 1] = `${last} ${word}`;
      }
      return out;
    });
}

const widths: Readonly<Record<string, Noise>> = {
  'cut at 80 columns': wrapped(80),
  'cut at 40 columns': wrapped(40),
  'folded at 60 columns': folded(60),
  'folded at 40 columns': folded(40),
};

function put(noise: Noise, text: string): string {
  return noise(text.split('\n')).join('\n');
}

describe('a message is known through noise', () => {
  for (const [name, noise] of Object.entries({ ...noises, ...envelopes, ...widths })) {
    test(name, () => {
      for (const [what, text] of Object.entries(messages)) {
        const noisy = put(noise, text);
        assert.deepEqual(told(noisy), told(text), `${what}:\n${noisy}`);
      }
    });
  }

  test('in any composition', () => {
    const anyNoise = fc.constantFrom(...Object.entries(noises));
    const last = fc.option(fc.constantFrom(...Object.entries(envelopes)), { nil: undefined });
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(messages)),
        fc.array(anyNoise, { maxLength: 4 }),
        last,
        (text, chosen, envelope) => {
          const inner = envelope === undefined ? text : put(envelope[1], text);
          const noisy = chosen.reduce((now, [, noise]) => put(noise, now), inner);
          assert.deepEqual(told(noisy), told(text), noisy);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('marks around a line that is written over are taken away as a pair', () => {
    const said = 'alice@web1: Permission denied (publickey).';
    for (const line of [`\`50%\r100%\r{${said}\``, `> \`{${said}\r\``, `| 50%\r100%\r{${said} |`])
      assert.ok(
        denoise(line).some(({ text }) => text === `{${said}` || text === said),
        line,
      );
  });

  test('a progress bar within an envelope, before another envelope', () => {
    const failed =
      'fatal: [box]: UNREACHABLE! => {"changed": false, "msg": "Failed to connect to the host via ssh: alice@web1: Permission denied (publickey).", "unreachable": true}';
    const logged = JSON.stringify({ _PID: '7', SYSLOG_IDENTIFIER: 'backup', MESSAGE: `50%\r100%\r${failed}` });
    assert.equal(denoise(logged).at(-1)?.text, 'alice@web1: Permission denied (publickey).');
  });

  test('redacted by a runner, in the words of others than ssh', () => {
    for (const [text, symptom] of [
      ['dial tcp ***:22: i/o timeout', 'tcp.timeout'],
      ['dial tcp: lookup *** on 127.0.0.53:53: no such host', 'name.not-found'],
      ['Error: connect ECONNREFUSED ***:22', 'tcp.refused'],
      ["[Errno 111] Connect call failed ('***', 22)", 'tcp.refused'],
    ])
      assert.equal(told(text ?? '').symptom, symptom, text);
  });

  test('redacted', () => {
    for (const host of ['xxx.xxx.xxx.xxx', '<host>', '[REDACTED]', '***', '<my server>', 'x.x.x.x', 'XXXX']) {
      assert.equal(told(`ssh: connect to host ${host} port 22: Connection refused`).symptom, 'tcp.refused', host);
      assert.equal(told(`ssh: connect to host ${host} port xxxx: Connection refused`).symptom, 'tcp.refused', host);
      assert.equal(
        told(`kex_exchange_identification: Connection closed by remote host\nConnection closed by ${host} port 22`)
          .symptom,
        'identification.closed',
      );
      assert.equal(told(`${host}@${host}: Permission denied (publickey).`).symptom, 'auth.denied', host);
    }
  });
});

describe('what a program of the server logs', () => {
  const line = 'sshd[812]: error: beginning MaxStartups throttling';
  const logged = `Jan 31 12:00:00 web1 ${line}`;
  for (const [name, noise] of Object.entries({ ...noises, bare: each((text) => text) })) {
    test(name, () => {
      const texts = denoise(put(noise, logged)).map(({ text }) => text.trim());
      assert.ok(
        texts.some((text) => text.endsWith(line)),
        JSON.stringify(texts),
      );
      assert.equal(explained(put(noise, logged)).evidence[0]?.kind, 'sshd-log');
    });
  }
});

test('each line keeps its place, and its words are quoted as they came', () => {
  const text = [
    'I get this:',
    '2026-01-31T12:00:00Z > \x1b[31mssh: connect to host web1 port 22: Connection ref',
    '2026-01-31T12:00:00Z > used\x1b[0m',
    'fatal: [box]: UNREACHABLE! => {"msg": "Failed to connect to the host via ssh: a\\r\\nb"}',
  ].join('\n');
  assert.deepEqual(
    denoise(text).map(({ n, text: words, host }) => [n, words, host]),
    [
      [1, 'I get this:', null],
      [2, 'ssh: connect to host web1 port 22: Connection refused', null],
      [3, '', null],
      [4, 'a', 'box'],
      [4, 'b', 'box'],
    ],
  );
  const { because } = explained(
    'x\n\u2502 ssh: connect to host web1 port\u00a022\uff1aConnection refused',
  ).assessments.find(({ cause }) => cause === 'sshd-not-running') ?? { because: [] };
  assert.deepEqual(because[0]?.line, 2);
});

test('any text gives lines whose places rise, and none is lost', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '\r',
      '\n',
      '\x1b[',
      '\x1b]8;;',
      '\b',
      '{"msg": "',
      '\\n',
      '=> {',
      '> ',
      'ssh: connect to ',
      '\uff1a',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      const lines = denoise(text);
      assert.ok(lines.every(({ n }, i) => n >= (lines[i - 1]?.n ?? 1)));
      assert.equal(new Set(lines.map(({ n }) => n)).size, text.split('\n').length);
      explained(text);
    }),
  );
});

test('a message of ssh in a quote is history where who quotes has one as well', () => {
  const own = 'jo@web1: Permission denied (publickey).';
  const old = '> ssh: connect to host web1 port 22: Connection refused';
  const texts = (text: string) => denoise(text).map((line) => line.text);
  assert.deepEqual(texts(`${own}\nKim wrote:\n${old}`), [own, 'Kim wrote:', '']);
  assert.deepEqual(texts(`${old}\nStart sshd.`), [old.slice(2), 'Start sshd.']);
});

test('source code and translations hold messages that nobody was given', () => {
  for (const line of [
    '-\terror("Bad configuration option: %s");',
    'logdie("Connection closed by %s", remote_id);',
    'return fmt.Errorf("ssh: handshake failed: %w", err)',
    '    raise SSHException("Error reading SSH protocol banner" + str(e))',
    'msgid "Permission denied (publickey)."',
  ]) {
    assert.equal(denoise(line)[0]?.text, '', line);
    assert.equal(told(line).symptom, null, line);
  }
});

test('two words before a colon are not always a machine and its program', () => {
  for (const line of [
    'Caused by: java.net.ConnectException: Connection refused',
    'dial tcp: lookup web1: no such host',
  ])
    assert.equal(denoise(`2026-01-31T12:00:00Z ${line}`)[0]?.text, line);
});

test('a line of a log that a console has broken', () => {
  for (const line of [
    'Jan 31 12:00:00 web1 sshd[7]: Authentication refused: bad ownership or modes for directory /home/jo',
    'Jan 31 12:00:00 web1 sshd[7]: User jo from 192.0.2.9 not allowed because not listed in AllowUsers',
    'Jan 31 12:00:00 web1 kernel: nf_conntrack: nf_conntrack: table full, dropping packet',
  ])
    for (const width of [60, 66, 72, 78]) {
      const broken = `${line.slice(0, width)}\n${line.slice(width)}\nAny idea?`;
      assert.equal(denoise(broken)[0]?.text, line, broken);
      const folded = `${line.slice(0, line.lastIndexOf(' ', width))}\n${line.slice(line.lastIndexOf(' ', width) + 1)}`;
      assert.equal(denoise(folded)[0]?.text, line, folded);
    }
  const two = `Jan 31 12:00:00 web1 sshd[7]: x\nJan 31 12:00:01 web1 sshd[8]: Invalid user jo from 192.0.2.9 port 1`;
  assert.equal(denoise(two)[0]?.text, two.split('\n')[0]);
  const alone = 'Jan 31 12:00:00 web1 sshd[7]: Received signal 15; terminating.\nfrom 192.0.2.9 port 22';
  assert.equal(denoise(alone)[1]?.text, 'from 192.0.2.9 port 22');
});

test('Docker, pages and lists keep the lines together', () => {
  const said = [
    'FATAL ERROR: Remote side sent disconnect message',
    'type 2 (protocol error):',
    '"Too many authentication failures"',
  ];
  const docker = said.map((line) =>
    JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-01-31T12:00:00Z' }),
  );
  for (const text of [docker.join('\n'), `<pre>${said.join('\n')}</pre>`])
    assert.equal(told(text).symptom, 'auth.failed', text);
  assert.equal(told('* FATAL ERROR: Network error: Connection refused').symptom, 'tcp.refused');
  assert.equal(denoise('12:00:00 dropbear[7]: Early exit: x')[0]?.text, 'dropbear[7]: Early exit: x');
});

test('a line of a helper that one of ssh has torn', () => {
  const torn = [
    '/bin/sh: 1: exec: debug1: identity file /home/jo/.ssh/id_rsa type -1',
    'corkscrew-ng: not found',
    'Connection closed by UNKNOWN port 65535',
  ];
  assert.deepEqual(
    denoise(torn.join('\n')).map(({ text, n }) => `${n} ${text}`),
    [
      '1 debug1: identity file /home/jo/.ssh/id_rsa type -1',
      '2 /bin/sh: 1: exec: corkscrew-ng: not found',
      '3 Connection closed by UNKNOWN port 65535',
    ],
  );
  const own = ['Jan 31 12:00:00 web1 ssh[7]: debug1: Connecting to web1', 'nc: debug1: x', 'debug1: y'];
  assert.equal(denoise(own.join('\n'))[2]?.text, 'debug1: y');
});
