import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { denoise } from '../noise.ts';

const spoken = (text: string): readonly string[] =>
  denoise(text)
    .map((line) => line.text)
    .filter((line) => line !== '');

describe('records of several lines', () => {
  const fields = ['PRIORITY=6', 'SYSLOG_IDENTIFIER=sshd', '_PID=33', '_HOSTNAME=web1'];
  const message = 'User kim from 192.0.2.7 not allowed because not listed in AllowUsers';

  test('journald, export', () => {
    const text = ['__REALTIME_TIMESTAMP=1796047401000000', ...fields, `MESSAGE=${message}`].join('\n');
    assert.deepEqual(spoken(text), [`2026-11-30T14:03:21.000Z web1 sshd[33]: ${message}`]);
    assert.equal(denoise(text).find((line) => line.text !== '')?.n, 6);
  });

  test('journald, verbose: the time stands above', () => {
    const text = [
      'Sat 2026-11-28 14:02:11.123456 CET [s=5b0a;i=1f;b=77;m=9;t=5;x=1]',
      `    MESSAGE=${message}`,
      ...fields.map((line) => `    ${line}`),
    ].join('\n');
    assert.equal(spoken(text).at(-1), `2026-11-28T14:02:11.123456Z web1 sshd[33]: ${message}`);
  });

  test('look-alikes: the settings of a program, a record of somebody else', () => {
    const settings = ['PATH=/bin', 'SHELL=/bin/sh', 'MESSAGE=hello', 'LANG=C'];
    assert.deepEqual(spoken(settings.join('\n')), settings);
    const other = ['PRIORITY=6', 'SYSLOG_IDENTIFIER=myapp', '_PID=9', `MESSAGE=${message}`].join('\n');
    assert.equal(spoken(other).includes('PRIORITY=6'), true);
  });

  test('Windows: a list, its long lines, a table, and the file of sshd', () => {
    const list = [
      'TimeCreated : 11/28/2026 1:41:00 PM',
      'Message     : sshd: error: Permissions for',
      "              '__PROGRAMDATA__\\\\ssh/ssh_host_rsa_key' are too open.",
    ].join('\n');
    assert.equal(
      spoken(list).at(-1),
      "2026-11-28T13:41:00Z host sshd: error: Permissions for '__PROGRAMDATA__\\\\ssh/ssh_host_rsa_key' are too open.",
    );
    assert.deepEqual(spoken('28.11.2026 09:41:00      4 Informationen    sshd: Server listening on 0.0.0.0 port 22.'), [
      '2026-11-28T09:41:00Z host sshd: Server listening on 0.0.0.0 port 22.',
    ]);
    assert.deepEqual(spoken('5628 2026-11-28 09:20:14.102 no more sessions'), [
      '2026-11-28T09:20:14.102Z host sshd[5628]: no more sessions',
    ]);
  });

  test('look-alike: an event of another program', () => {
    assert.deepEqual(spoken('Message     : The service entered the stopped state.'), [
      'Message     : The service entered the stopped state.',
    ]);
  });
});
