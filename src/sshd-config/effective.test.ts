import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Configuration, effectiveConfig, type Login } from './effective.ts';

const alice: Login = {
  user: 'alice',
  groups: ['alice', 'staff'],
  host: '192.0.2.7',
  address: '192.0.2.7',
  localAddress: '198.51.100.2',
  localPort: 22,
  rdomain: '',
  exists: true,
};
const main = '/etc/ssh/sshd_config';

function of(texts: Readonly<Record<string, string>> | string, login: Login = alice, release = 902): Configuration {
  const all = typeof texts === 'string' ? { [main]: texts } : texts;
  return effectiveConfig({ texts: new Map(Object.entries(all)) }, login, release);
}

function valuesOf({ effective }: Configuration, keyword: string): readonly string[] | 'unknown' {
  const own = effective.find((one) => one.keyword === keyword);
  return own?.known === false ? 'unknown' : (own?.values.map(({ value }) => value) ?? []);
}

test('the first value wins, and a drop-in is read where its Include stands', () => {
  const found = of({
    [main]: 'Include /etc/ssh/sshd_config.d/*.conf\n\nPasswordAuthentication yes\n',
    '/etc/ssh/sshd_config.d/50-cloud-init.conf': 'PasswordAuthentication no\n',
    '/etc/ssh/sshd_config.d/60-own.conf': '# mine\nPasswordAuthentication yes\n',
  });
  const [own] = found.effective;
  const place = { file: '/etc/ssh/sshd_config.d/50-cloud-init.conf', line: 1 };
  assert.deepEqual(own, {
    keyword: 'passwordauthentication',
    known: true,
    values: [{ value: 'no', roughly: false, ...place }],
  });
  assert.deepEqual(
    found.dead.map(({ file, line, because, by }) => ({ file, line, because, by })),
    [
      { file: '/etc/ssh/sshd_config.d/60-own.conf', line: 2, because: 'first-value', by: place },
      { file: main, line: 3, because: 'first-value', by: place },
    ],
  );
});

test('drop-ins are read in the order of their bytes: 10 before 9', () => {
  const found = of({
    [main]: 'Include sshd_config.d/*.conf',
    '/etc/ssh/sshd_config.d/9.conf': 'MaxSessions 9',
    '/etc/ssh/sshd_config.d/10.conf': 'MaxSessions 10',
    '/etc/ssh/sshd_config.d/.0.conf': 'MaxSessions 1',
  });
  assert.deepEqual(valuesOf(found, 'maxsessions'), ['10']);
});

test('a Match block that is met goes before what stands outside, and one that is not is dead', () => {
  const found = of(
    'PermitRootLogin no\nMatch User bob\nX11Forwarding yes\nMatch Address 192.0.2.0/24\nPermitRootLogin yes\n',
  );
  assert.deepEqual(valuesOf(found, 'permitrootlogin'), ['yes']);
  assert.deepEqual(
    found.dead.map(({ line, because, by }) => [line, because, by?.line]),
    [
      [1, 'match-wins', 5],
      [3, 'match-unmet', 2],
    ],
  );
});

test('lists add up, and a Match block has its own list in their stead', () => {
  assert.deepEqual(valuesOf(of('AllowUsers a\nAllowUsers b c\n'), 'allowusers'), ['a', 'b', 'c']);
  assert.deepEqual(valuesOf(of('AllowUsers a\nMatch all\nAllowUsers b\n'), 'allowusers'), ['b']);
  const ports = of('Port 22\nPort 2222\nListenAddress 127.0.0.1\nListenAddress [::1]:99\n');
  assert.deepEqual(valuesOf(ports, 'listenaddress'), ['127.0.0.1:22', '127.0.0.1:2222', '[::1]:99']);
});

test('what was not told is unknown, and so is what hinges on it alone', () => {
  const text = 'MaxSessions 3\nPermitTTY no\nMatch Group staff\nPermitTTY yes\n';
  const found = of(text, { ...alice, groups: null });
  assert.equal(valuesOf(found, 'permittty'), 'unknown');
  assert.deepEqual(valuesOf(found, 'maxsessions'), ['3']);
  assert.deepEqual(valuesOf(of(text), 'permittty'), ['yes']);
  // Whatever the group is, the address settles it.
  const settled = of(text.replace('Group staff', 'Group staff Address 10.0.0.0/8'), { ...alice, groups: null });
  assert.deepEqual(valuesOf(settled, 'permittty'), ['no']);
  assert.deepEqual(valuesOf(of(text, { ...alice, groups: null, exists: false }), 'permittty'), ['no']);
});

test('what 8.4 reads only where it is set is unknown where that is', () => {
  const text = 'Match Group staff\nAuthorizedKeysFile /a\n';
  assert.deepEqual(valuesOf(of(text, alice, 804), 'authorizedkeysfile'), ['/a']);
  assert.equal(valuesOf(of(text, { ...alice, groups: null }, 804), 'authorizedkeysfile'), 'unknown');
  assert.deepEqual(valuesOf(of(text, { ...alice, groups: [] }, 804), 'authorizedkeysfile'), []);
});

test('a file that was not read may set anything that is not set before it', () => {
  const texts = new Map([[main, 'MaxSessions 3\nInclude extra/*\nMaxAuthTries 4\n']]);
  const found = effectiveConfig({ texts, listed: () => false }, alice, 902);
  assert.equal(valuesOf(found, 'maxauthtries'), 'unknown');
  // Its Match blocks go before what stands outside.
  assert.equal(valuesOf(found, 'maxsessions'), 'unknown');
  const known = effectiveConfig({ texts }, alice, 902);
  assert.deepEqual(valuesOf(known, 'maxauthtries'), ['4']);
});

test('an Include in a Match block that is not met lets no block of its file be met', () => {
  const files = { [main]: 'Match User bob\nInclude extra\n', '/etc/ssh/extra': 'Match User alice\nMaxSessions 3\n' };
  assert.deepEqual(valuesOf(of(files), 'maxsessions'), []);
  const free = { ...files, [main]: 'Include extra\n' };
  assert.deepEqual(valuesOf(of(free), 'maxsessions'), ['3']);
});

test('words are cut otherwise since 8.7', () => {
  assert.deepEqual(valuesOf(of('Banner /a#b', alice, 804), 'banner'), ['/a']);
  assert.deepEqual(valuesOf(of('Banner /a#b', alice, 902), 'banner'), ['/a#b']);
  assert.equal(of("Banner '/a b'", alice, 804).refusals.length, 1);
  assert.deepEqual(valuesOf(of("Banner '/a b'", alice, 902), 'banner'), ['/a b']);
  assert.deepEqual(valuesOf(of('Match User = alice\nBanner /a', alice, 902), 'banner'), ['/a']);
  assert.equal(of('Match User = alice\nBanner /a', alice, 1000).refusals.length, 1);
});

test('sshd refuses what it does not know, and what may not stand in a Match block', () => {
  const lines = [
    'Passwords yes',
    'Match User a\nPort 22',
    'UsePAM',
    'MaxAuthTries three',
    'Match Address 192.0.2.7/24',
  ];
  for (const text of lines) assert.equal(of(text).refusals.length, 1, text);
  assert.deepEqual(of('Match all\nPort 99').refusals, []);
  assert.deepEqual(of('UseLogin no\nProtocol 2').refusals, []);
});

test('behind a keyword in quotes a `=` is part of the path, and without any host key sshd does not start', () => {
  const key = '/etc/ssh/ssh_host_ed25519_key';
  const refused = (text: string, release = 902): readonly number[] =>
    of(text, alice, release).refusals.map(({ line }) => line);
  for (const release of [902, 1000]) assert.deepEqual(refused(`"HostKey"=${key}`, release), [1]);
  assert.deepEqual(refused(`HostKey none\n"HostKey"=${key}`), [1, 2]);
  assert.deepEqual(refused('HostKey none', 804), [1]);
  assert.deepEqual(refused(`"HostKey"=${key}\nHostKey=${key}`), []);
  // What was not read may name one.
  const texts = new Map([[main, 'HostKey none\nInclude extra/*']]);
  assert.deepEqual(effectiveConfig({ texts, listed: () => false }, alice, 902).refusals, []);
});

test('a subsystem without a command is refused where it would count', () => {
  const refused = (text: string, login = alice): readonly number[] =>
    of(text, login, 1000).refusals.map(({ line }) => line);
  assert.deepEqual(refused('Subsystem sftp'), [1]);
  assert.deepEqual(refused('Match User bob\nSubsystem sftp'), []);
  assert.deepEqual(refused('Match User alice\nSubsystem sftp'), [2]);
  assert.deepEqual(refused('Match User bob\nSubsystem ""'), [2]);
  assert.deepEqual(refused('Subsystem sftp /a\nSubsystem sftp\nSubsystem other'), [3]);
  // For the login the lines outside are not there.
  assert.deepEqual(refused('Subsystem sftp /a\nMatch User alice\nSubsystem sftp'), [3]);
  const text = 'Match Group staff\nSubsystem sftp /a\nMatch User alice\nSubsystem sftp';
  assert.deepEqual(refused(text, { ...alice, groups: [] }), [4]);
  assert.deepEqual(refused(text, { ...alice, groups: null }), []);
  for (const block of ['', 'Match User bob\n']) assert.equal(of(`${block}Subsystem sftp`).refusals.length, 1);
});

test('"any" of AuthenticationMethods is held against what is set before it, as each release does', () => {
  const refused = (text: string, release: number): number =>
    of(text.replaceAll('AM', 'AuthenticationMethods'), alice, release).refusals.length;
  const of3 = (text: string): readonly number[] => [804, 902, 1000].map((release) => refused(text, release));
  assert.deepEqual(of3('AM publickey\nAM any'), [0, 1, 0]);
  assert.deepEqual(of3('Match User alice\nAM publickey\nMatch User bob\nAM any'), [0, 1, 0]);
  assert.deepEqual(of3('AM publickey any'), [1, 1, 1]);
  assert.deepEqual(of3('Match User bob\nAM publickey any'), [0, 0, 1]);
  assert.deepEqual(of3('Match User bob\nAM any any'), [0, 0, 1]);
  assert.deepEqual(of3('Match User bob\nAM any publickey'), [1, 1, 1]);
  assert.deepEqual(of3('AM publickey ""'), [0, 1, 1]);
  // Set in both readings, 8.4 does not look at it.
  assert.deepEqual(of3('Match all\nAM publickey\nAM magic'), [0, 1, 1]);
});

test('files that include each other come to an end', () => {
  const found = of({ [main]: 'Include a a\n', '/etc/ssh/a': 'Include a a\n' });
  assert.equal(found.refusals.length, 1);
  const chain = Array.from({ length: 12 }, (_, i) => [
    `/etc/ssh/${i}`,
    `Include ${Array(12)
      .fill(i + 1)
      .join(' ')}\n`,
  ]);
  const wide = of({ [main]: 'Include 0\n', ...Object.fromEntries(chain), '/etc/ssh/12': 'UsePAM yes\n' });
  assert.equal(wide.refusals.length, 1);
});

test('any text gives an answer', () => {
  const words = fc.constantFrom(
    'Match',
    'Include',
    'all',
    'Port',
    'User',
    '"',
    '=',
    '#',
    '\\',
    ' ',
    '\n',
    '*',
    '[',
    'x',
  );
  fc.assert(
    fc.property(fc.array(words), fc.constantFrom(804, 902, 1000), (parts, release) => {
      of(parts.join(' '), alice, release);
      of(parts.join(''), alice, release);
    }),
  );
});

test('more knowledge of the login never changes what is known', () => {
  const blocks = [
    'Match User alice',
    'Match Group staff',
    'Match Address 192.0.2.*',
    'Match User bob,!alice',
    'Match all',
  ];
  const line = fc.constantFrom(...blocks, 'MaxSessions 3', 'MaxSessions 4', 'AllowUsers a', 'IPQoS cs1', 'IPQoS ef');
  const hidden = fc.subarray(['user', 'groups', 'address'] as const);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), hidden, (lines, hide) => {
      const whole = of(lines.join('\n'));
      const less = of(lines.join('\n'), { ...alice, ...Object.fromEntries(hide.map((key) => [key, null])) });
      for (const { keyword, known, values } of less.effective) {
        if (known) assert.deepEqual(values, whole.effective.find((one) => one.keyword === keyword)?.values);
      }
    }),
  );
});
