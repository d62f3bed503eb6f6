import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explained } from './lab/told.ts';

const bind =
  'Dec 04 06:01:13 hub sshd[588]: error: Bind to port 22 on 10.7.0.1 failed: Cannot assign requested address.';
const start = 'Dec 04 07:48:50 hub sshd[1490]: Server listening on 10.7.0.1 port 22.';

test('what a later start has put behind can be what is asked about, and is never more than a candidate', () => {
  const { verdict } = explained([bind, start].join('\n'));
  assert.deepEqual([verdict.outcome, verdict.candidates], ['candidates', ['listenaddress-race']]);
});

test('a restart is no trouble of before', () => {
  const stop = 'Dec 04 06:01:13 hub sshd[588]: Received signal 15; terminating.';
  assert.equal(explained([stop, start].join('\n')).verdict.outcome, 'undetermined');
});

test('strangers in a log in which somebody is let in are left out, unless one may be who asks', () => {
  const knocks = [
    'May  3 04:10:02 vps sshd[1]: Invalid user oracle from 192.0.2.140 port 44610',
    'May  3 04:10:19 vps sshd[2]: Unable to negotiate with 203.0.113.209 port 33044: no matching host key type found. Their offer: ssh-rsa [preauth]',
    'May  3 04:12:30 vps sshd[3]: banner exchange: Connection from 198.51.100.7 port 50518: invalid format',
  ];
  const login =
    'May  3 08:00:44 vps sshd[9]: Accepted publickey for kim from 192.0.2.12 port 58810 ssh2: ED25519 SHA256:abc';
  assert.equal(explained([...knocks, login].join('\n')).verdict.outcome, 'undetermined');
  assert.equal(explained(knocks.join('\n')).verdict.outcome, 'candidates');
  const own = knocks.map((line) => line.replace('203.0.113.209', '10.0.0.8'));
  assert.equal(explained([...own, login].join('\n')).verdict.outcome, 'candidates');
});

test('a running ssh that hears nothing, and a login around it', () => {
  const asks = [
    '$ ssh -vv work',
    'debug1: Reading configuration data /home/kim/.ssh/config',
    'debug1: auto-mux: Trying existing master',
    'debug2: mux_client_hello_exchange: master version 4',
  ];
  const opened = 'debug1: mux_client_request_session: master session id: 2';
  const around = ['$ ssh -o ControlPath=none work hostname', 'ws-0447'];
  const verdict = (...lines: readonly string[]) => explained(lines.join('\n')).verdict;
  assert.deepEqual(verdict(...asks, '^C', ...around).roots, ['controlmaster-stale']);
  // The session was opened: what is silent may as well be its other end.
  const { roots, candidates } = verdict(...asks, opened, '^C', ...around);
  assert.deepEqual([roots, candidates[0]], [[], 'controlmaster-stale']);
  assert.deepEqual(verdict(...asks, '^C').roots, []);
  assert.deepEqual(
    verdict(...asks, '^C', ...around.slice(0, 1), 'ssh: connect to host work port 22: No route to host').roots,
    [],
  );
});
