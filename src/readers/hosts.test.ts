import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { diagnose } from '../diagnose.ts';
import type { Report } from '../model/report.ts';
import { recognise } from '../recognise.ts';

function explained(text: string): Report {
  return diagnose({
    format: 1,
    tool: { name: 'sshwhy', version: '0' },
    ...{ startedAt: '', durationMs: 0, ssh: null, settings: null, spent: null, hops: [], warnings: [] },
    evidence: recognise(text, { name: null, before: 0, at: '' }),
  });
}

/** Each machine that the text names, and how its connection ends. */
function fates(text: string): Readonly<Record<string, string | null>> {
  const report = explained(text);
  const all = [report, ...(report.others ?? [])];
  return Object.fromEntries(all.map(({ host, verdict }) => [host ?? '', verdict.symptom]));
}

const refused = (host: string): string => `ssh: connect to host ${host} port 22: Connection refused`;
const closed = (address: string): string =>
  `kex_exchange_identification: Connection closed by remote host\nConnection closed by ${address} port 22`;
const denied = (host: string): string => `alice@${host}: Permission denied (publickey).`;
const unreachable = (host: string, said: string): string =>
  `fatal: [${host}]: UNREACHABLE! => ${JSON.stringify({ msg: `Failed to connect to the host via ssh: ${said.replaceAll('\n', '\r\n')}`, unreachable: true })}`;

const three = { web1: 'tcp.refused', web2: 'identification.closed', web3: 'auth.denied' };

const texts: Readonly<Record<string, string>> = {
  Ansible: [
    'TASK [Gathering Facts] ***',
    unreachable('web1', refused('192.0.2.5')),
    unreachable('web2', closed('192.0.2.6')),
    unreachable('web3', denied('192.0.2.7')),
    'PLAY RECAP ***',
    'web1 : ok=0 changed=0 unreachable=1 failed=0',
  ].join('\n'),
  'Ansible ad hoc': [refused('192.0.2.5'), closed('192.0.2.6'), denied('192.0.2.7')]
    .map((said, i) =>
      [
        `web${i + 1} | UNREACHABLE! => {`,
        '    "changed": false,',
        `    "msg": ${JSON.stringify(`Failed to connect to the host via ssh: ${said.replaceAll('\n', '\r\n')}`)},`,
        '    "unreachable": true',
        '}',
      ].join('\n'),
    )
    .join('\n'),
  'a loop with headings': `==> web1 <==\n${refused('10.0.0.1')}\n==> web2 <==\n${closed('10.0.0.2')}\n==> web3 <==\n${denied('10.0.0.3')}`,
  'other headings': `=== web1 ===\n${refused('web1')}\n--- web2 ---\n${closed('10.0.0.2')}\n### web3\n${denied('web3')}`,
  'bare headings': `[web1]\n${refused('web1')}\n[web2]\n${closed('10.0.0.2')}\n[web3]\n${denied('web3')}`,
  clush: [
    `web1: ${refused('web1')}`,
    'clush: web1: exited with exit code 255',
    ...closed('10.0.0.2')
      .split('\n')
      .map((line) => `web2: ${line}`),
    `web3: ${denied('web3')}`,
  ].join('\n'),
  'clush -b': [
    ['web1', refused('web1')],
    ['web2', closed('10.0.0.2')],
    ['web3', denied('web3')],
  ]
    .map(([host, said]) => `---------------\n${host}\n---------------\n${said}`)
    .join('\n'),
  pssh: [
    ['web1', refused('web1')],
    ['web2', closed('10.0.0.2')],
    ['web3', denied('web3')],
  ]
    .map(([host, said], i) => `[${i + 1}] 12:00:0${i} [FAILURE] ${host} Exited with error code 255\nStderr: ${said}`)
    .join('\n'),
};

for (const [name, text] of Object.entries(texts)) {
  test(`each machine has a verdict of its own: ${name}`, () => {
    assert.deepEqual(fates(text), three);
  });
}

test('a bare loop: ssh itself names the machines', () => {
  assert.deepEqual(
    fates(
      [
        refused('web1'),
        closed('192.0.2.6'),
        denied('web3'),
        'No ED25519 host key is known for web4 and you have requested strict checking.',
        'Host key verification failed.',
        'ssh: Could not resolve hostname web5: Name or service not known',
      ].join('\n'),
    ),
    {
      web1: 'tcp.refused',
      '192.0.2.6': 'identification.closed',
      web3: 'auth.denied',
      web4: 'hostkey.unknown',
      web5: 'name.not-found',
    },
  );
});

test('runs of ssh -v are of the machine that each of them dials', () => {
  const run = (name: string, address: string, end: string): string =>
    [
      'OpenSSH_9.2p1 Debian-2+deb12u7, OpenSSL 3.0.17 1 Jul 2025',
      `debug1: Connecting to ${name} [${address}] port 22.`,
      ...(end === '' ? [] : ['debug1: Connection established.', 'debug1: Local version string SSH-2.0-OpenSSH_9.2p1']),
      end === '' ? `debug1: connect to address ${address} port 22: Connection refused\n${refused(name)}` : end,
    ].join('\n');
  assert.deepEqual(fates(`${run('web1', '192.0.2.5', '')}\n${run('web2', '192.0.2.6', closed('192.0.2.6'))}`), {
    web1: 'tcp.refused',
    web2: 'identification.closed',
  });
});

test('a text that names one machine, or none, is one diagnosis', () => {
  const one = [
    refused('web1'),
    `${refused('web1')}\n${refused('WEB1.')}`,
    // By its name first, then by its address.
    `${refused('web1')}\n${closed('192.0.2.5')}`,
    `${closed('192.0.2.5')}\nJan 31 12:00:00 web1 sshd[7]: error: beginning MaxStartups throttling`,
    `${refused('bastion')}\nkex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535`,
    `## Steps\n${refused('web1')}\n## Expected\nIt works`,
    `[Unit]\nDescription=x\n${refused('web1')}`,
    '',
  ];
  for (const text of one) {
    assert.ok(
      recognise(text, { name: null, before: 0, at: '' }).every((e) => e.about === undefined),
      text,
    );
    assert.equal(explained(text).others, undefined, text);
  }
});

test('the report itself is of the machine that fails most surely, and no evidence of one counts for another', () => {
  const unknown = 'No ED25519 host key is known for web2 and you have requested strict checking.';
  const report = explained(`${refused('web1')}\n${unknown}\nHost key verification failed.\n${denied('web3')}`);
  assert.equal(report.host, 'web2');
  assert.deepEqual(report.verdict.roots, ['host-key-unknown']);
  for (const one of [report, ...(report.others ?? [])]) {
    const own = new Set(one.evidence.map(({ id }) => id));
    assert.ok(one.assessments.every(({ because }) => because.every(({ evidence }) => own.has(evidence))));
  }
});

test('the lines keep their numbers', () => {
  const report = explained(`${texts['Ansible']}`);
  const lines = [report, ...(report.others ?? [])].flatMap(({ findings }) => findings.map(({ line }) => line));
  assert.ok(lines.includes(2) && lines.includes(4), String(lines));
});

test('any order of machines gives the same fates', () => {
  const said = Object.entries({ web1: refused('web1'), web2: `${denied('web2')}`, web3: refused('web3') });
  fc.assert(
    fc.property(fc.shuffledSubarray(said, { minLength: 2 }), fc.nat(3), (chosen, style) => {
      const heading = (host: string): string => [`==> ${host} <==`, `=== ${host} ===`, `[${host}]`, ''][style] ?? '';
      const text = chosen.map(([host, line]) => `${heading(host)}\n${line}`).join('\n');
      const expected = Object.fromEntries(
        chosen.map(([host]) => [host, host === 'web2' ? 'auth.denied' : 'tcp.refused']),
      );
      assert.deepEqual(fates(text), expected);
    }),
    { numRuns: 40 },
  );
});

test('a heading that has its mark in front alone', () => {
  const text = `== web1\nHost key verification failed.\n== web2\n${refused('10.0.0.2')}`;
  assert.deepEqual(fates(text), { web1: 'hostkey.failed', web2: 'tcp.refused' });
  // A word is a heading of the document, and no machine.
  assert.equal(Object.keys(fates(`== Problem\n${refused('web2')}\n== Answer\nstart it`)).length, 1);
});
