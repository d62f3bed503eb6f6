import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explained } from '../../test/lab/told.ts';
import { denoise } from '../noise.ts';

/** Known by its beginning alone: whatever is left before it hides it. */
const bare = 'hostname contains invalid characters';
const logged = 'Jan 31 12:00:00 web1 sshd[712]: User jo not allowed because account is locked';

const around: readonly ((line: string) => string)[] = [
  (line) => `* ${line}`,
  (line) => `  1. ${line}`,
  (line) => `2) ${line}`,
  (line) => `\u2022 ${line}`,
  (line) => `[10:31 AM] alice: ${line}`,
  (line) => `[10:31, 31/01/2026] Alice Doe: ${line}`,
  (line) => `12:01 <@alice> ${line}`,
  (line) => `{noformat}${line}{noformat}`,
  (line) => `{code:title=log|borderStyle=solid}${line}{code}`,
  (line) => `{color:red}${line}{color}`,
  (line) => `{{${line}}}`,
  (line) => `[code]${line}[/code]`,
  (line) => `**${line}**`,
  (line) => `\`\`\`${line}\`\`\``,
  (line) => `| 10:31 | ${line} |`,
  (line) => `| \`${line}\` |`,
  (line) => `${line}<br>`,
  (line) => line.replaceAll(' ', '&nbsp;').replaceAll(':', '&#58;').replaceAll('[', '&#x5B;'),
  (line) => line.replaceAll(' ', '&amp;nbsp;'),
  (line) => `\u2502 ${line.padEnd(100)} \u2502`,
  (line) => `./logs/ssh.log:12:${line}`,
  (line) => `time="2026-01-31T12:00:00Z" level=error msg="${line}"`,
  (line) => `2026-01-31 12:00:00,123 - deploy - ERROR - ${line}`,
  (line) => `2026-01-31 12:00:00.123 ERROR 123 --- [           main] c.e.Deploy : ${line}`,
  (line) => `E0131 12:00:00.123456   12345 run.go:22] ${line}`,
  (line) => `2026-01-31T12:00:00.123456+00:00 app[web.1]: ${line}`,
  (line) => `null_resource.a[0] (remote-exec): ${line}`,
];

test('lists, chats, trackers, tables, pages and loggers', () => {
  for (const put of around)
    for (const line of [bare, logged])
      assert.ok(
        denoise(put(line)).some(({ text }) => text.trim() === line || (line === logged && text.endsWith(line))),
        `${put(line)}: ${JSON.stringify(denoise(put(line)).map(({ text }) => text))}`,
      );
});

test('what looks like a mark and is none', () => {
  for (const line of [
    '* * * * * root ssh web1',
    ' 1  192.0.2.1  1.2 ms !X',
    '* ssh.service - OpenBSD Secure Shell server',
    'ssh.service - OpenBSD Secure Shell server',
    'WARNING: Your password has expired.',
  ])
    assert.equal(denoise(line)[0]?.text.trim(), line.trim());
});

test('a message that source code, a list of changes or advice speaks of was given to nobody', () => {
  for (const line of [
    'self.assertIn("ssh: connect to host web1 port 22: Connection refused", out)',
    '  patterns = [r"Bad owner or permissions on (.*)"]',
    '* ssh: say "Bad owner or permissions on ~/.ssh/config" with the uid',
    '2. If you see "Bad owner or permissions on /home/you/.ssh/config" run chmod 600',
    `LOG = """\n${logged}\n"""`,
    `const log = \`\n${logged}\n\`;`,
  ])
    assert.deepEqual([explained(line).verdict.outcome, explained(line).verdict.roots], ['undetermined', []], line);
  const said = 'I get "ssh: connect to host web1 port 22: Connection refused" when I connect.';
  assert.equal(explained(said).verdict.symptom, 'tcp.refused');
});

test('a text in three quotes that is never closed is read', () => {
  assert.equal(explained(`x = """\n${logged}`).verdict.roots[0], 'account-locked');
});
