import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './ban-log.ts';

const read = (lines: readonly string[], from = '192.0.2.10'): readonly unknown[] =>
  part.read(serverOf({ 'log:/var/log/fail2ban.log': lines }, { from })).observations.map((o) => o.value);

// As fail2ban 1.0.2 writes them.
const line = (time: string, does: string, address: string): string =>
  `2026-05-04 ${time},770 fail2ban.actions        [44]: NOTICE  [sshd] ${does} ${address}`;

test('bans of the client that were lifted again', () => {
  const turns = [
    line('09:58:00', 'Ban', '192.0.2.10'),
    line('09:58:04', 'Unban', '192.0.2.10'),
    line('09:58:08', 'Ban', '192.0.2.10'),
  ];
  assert.deepEqual(read(turns), [{ by: 'fail2ban:sshd', address: '192.0.2.10', bans: 2, lifted: 1 }]);
});

test("others' bans, what is found and not banned, and bans of long ago", () => {
  assert.deepEqual(
    read([
      line('09:58:00', 'Ban', '192.0.2.77'),
      line('09:58:01', 'Found', '192.0.2.10'),
      line('09:58:02', 'Unban', '192.0.2.10'),
      line('08:00:00', 'Ban', '192.0.2.10'),
    ]),
    [],
  );
});

test('sshguard', () => {
  assert.deepEqual(
    read([
      '2026-05-04T09:58:00+00:00 web1 sshguard[7]: Blocking "192.0.2.10/32" for 120 secs (3 attacks in 2 secs, after 1 abuses over 2 secs.)',
      '2026-05-04T09:59:00+00:00 web1 sshguard[7]: 192.0.2.10: unblocking after 131 secs',
    ]),
    [{ by: 'sshguard', address: '192.0.2.10', bans: 1, lifted: 1 }],
  );
});
