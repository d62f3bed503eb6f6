import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { explained, told } from './lab/told.ts';
import { seed } from './seed.ts';

const cases = told();

/** Texts of other programs. None of them is about SSH. */
const others: readonly string[] = [
  `Jan 31 12:00:01 mx1 postfix/smtpd[2211]: connect from unknown[198.51.100.7]
Jan 31 12:00:02 mx1 postfix/smtpd[2211]: lost connection after AUTH from unknown[198.51.100.7]
Jan 31 12:00:02 mx1 postfix/smtp[2213]: connect to mail.example.net[203.0.113.5]:25: Connection refused
Jan 31 12:00:09 mx1 postfix/smtp[2213]: 4F1C2: to=<a@example.net>, status=deferred (connect to mail.example.net[203.0.113.5]:25: Connection timed out)
Jan 31 12:00:11 mx1 dovecot: imap-login: Disconnected: Too many invalid commands (auth failed, 3 attempts): user=<alice>`,
  `2026/01/31 12:00:00 [error] 812#812: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.7, server: _, request: "GET / HTTP/1.1", upstream: "http://127.0.0.1:3000/"
192.0.2.7 - - [31/Jan/2026:12:00:00 +0000] "GET /wp-login.php HTTP/1.1" 404 153 "-" "curl/7.88"
[Sat Jan 31 12:00:00.1 2026] [ssl:warn] [pid 90] AH01909: www.example.net:443 server certificate does not include an ID which matches`,
  `2026-01-31 12:00:00 status installed libc6:amd64 2.36-9
2026-01-31 12:00:01 upgrade nginx:amd64 1.22.1-9 1.22.1-10
2026-01-31 12:00:02 trigproc man-db:amd64 2.11.2-2 <none>`,
  `gcc -O2 -c main.c
main.c: In function 'main':
main.c:12:5: error: 'foo' undeclared (first use in this function)
config.yml line 9: mapping values are not allowed here
make: *** [Makefile:3: main.o] Error 1
bash: ./configure: Permission denied
sh: 1: nc: not found`,
  `Traceback (most recent call last):
  File "/srv/app/main.py", line 12, in <module>
    conn = psycopg2.connect(dsn)
psycopg2.OperationalError: connection to server at "192.0.2.9", port 5432 failed: Connection refused
requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.example.net', port=443): Max retries exceeded
ConnectionResetError: [Errno 104] Connection reset by peer
OSError: [Errno 113] No route to host`,
  `Jan 31 12:00:00 web1 systemd[1]: nginx.service: Main process exited, code=exited, status=1/FAILURE
Jan 31 12:00:00 web1 systemd[1]: nginx.service: Failed with result 'exit-code'.
Jan 31 12:00:00 web1 kernel: usb 1-1: device descriptor read/64, error -71
Jan 31 12:00:00 web1 CRON[77]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)
Jan 31 12:00:00 web1 kernel: Out of memory: Killed process 4410 (java) total-vm:9000000kB, anon-rss:8000000kB`,
  `NAME
       connect - initiate a connection on a socket
ERRORS
       ECONNREFUSED
              A connect() on a stream socket found no one listening on the remote address.
       ETIMEDOUT
              Timeout while attempting connection.  The server may be too busy to accept new connections.
       ENETUNREACH
              Network is unreachable.`,
  `mysql> ERROR 2003 (HY000): Can't connect to MySQL server on '192.0.2.9:3306' (111)
curl: (7) Failed to connect to 192.0.2.9 port 443 after 2 ms: Couldn't connect to server
wget: unable to resolve host address 'files.example.net'
redis.exceptions.ConnectionError: Error 111 connecting to 192.0.2.9:6379. Connection refused.
Connection to 192.0.2.9 3306 port [tcp/mysql] succeeded!
dial tcp 192.0.2.9:443: connect: connection refused`,
];

test('text that holds no SSH confirms nothing, alone and mixed', () => {
  for (const text of [...others, others.join('\n')]) {
    const { verdict } = explained(text);
    assert.deepEqual([verdict.roots, verdict.outcome], [[], 'undetermined'], text);
  }
});

test('any text is explained, whatever was cut from it, doubled in it or put between', (t) => {
  t.diagnostic(`seed ${seed}`);
  const line = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...cases.flatMap((one) => one.text.split('\n'))) },
    { weight: 2, arbitrary: fc.constantFrom(...others.flatMap((text) => text.split('\n'))) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  );
  const cut = fc
    .tuple(line, fc.nat(80), fc.nat(80))
    .map(([text, from, to]) => text.slice(from % 7, text.length - (to % 9)));
  fc.assert(
    fc.property(fc.array(fc.oneof(line, cut), { maxLength: 12 }), (lines) => {
      const report = explained(lines.join('\n'));
      assert.ok(
        report.verdict.roots.every((id) => report.assessments.some((a) => a.cause === id && a.outcome === 'confirmed')),
      );
    }),
    { seed, numRuns: 60 },
  );
});

test('random words with the shape of messages confirm nothing', (t) => {
  t.diagnostic(`seed ${seed}`);
  const word = fc.constantFrom(
    ...'Connection closed by reset refused timed out port 22 to host error fatal line 3 : denied Permission key user for from [7] not failed /etc/x "a" 192.0.2.5 - > $ #'.split(
      ' ',
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.array(word, { maxLength: 9 }), { maxLength: 8 }), (lines) => {
      assert.deepEqual(explained(lines.map((words) => words.join(' ')).join('\n')).verdict.roots, []);
    }),
    { seed, numRuns: 60 },
  );
});

const upToLogin = `OpenSSH_9.6p1 Ubuntu-3ubuntu13.5, OpenSSL 3.0.13 30 Jan 2024
debug1: Reading configuration data /etc/ssh/ssh_config
debug1: Connecting to web1 [192.0.2.5] port 22.
debug1: Connection established.
debug1: identity file /home/alice/.ssh/id_ed25519 type 3
debug1: Local version string SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.5
debug1: Remote protocol version 2.0, remote software version OpenSSH_9.2p1 Debian-2+deb12u3
debug1: Authenticating to web1:22 as 'alice'
debug1: SSH2_MSG_KEXINIT sent
debug1: SSH2_MSG_KEXINIT received
debug1: kex: algorithm: sntrup761x25519-sha512@openssh.com
debug1: expecting SSH2_MSG_KEX_ECDH_REPLY
debug1: SSH2_MSG_KEX_ECDH_REPLY received
debug1: Server host key: ssh-ed25519 SHA256:8yMvcbYgKDaKMCPZ0lMRs6ZtGLxzbGUvWTLp8dV0wTo
debug1: Host 'web1' is known and matches the ED25519 host key.
debug1: Found key in /home/alice/.ssh/known_hosts:4
debug1: SSH2_MSG_NEWKEYS sent
debug1: expecting SSH2_MSG_NEWKEYS
debug1: SSH2_MSG_NEWKEYS received
debug1: SSH2_MSG_SERVICE_ACCEPT received
debug1: Authentications that can continue: publickey,password
debug1: Next authentication method: publickey
debug1: Offering public key: /home/alice/.ssh/id_rsa RSA SHA256:Zb0F6rIrAYHkZ0TPrBJ6WwO3Ll2IyVdTBWeAGkGNmPs
debug1: Authentications that can continue: publickey,password
debug1: Offering public key: /home/alice/.ssh/id_ed25519 ED25519 SHA256:9yMvcbYgKDaKMCPZ0lMRs6ZtGLxzbGUvWTLp8dV0wTo
debug1: Server accepts key: /home/alice/.ssh/id_ed25519 ED25519 SHA256:9yMvcbYgKDaKMCPZ0lMRs6ZtGLxzbGUvWTLp8dV0wTo
Authenticated to web1 ([192.0.2.5]:22) using "publickey".
debug1: channel 0: new session [client-session] (inactive timeout: 0)
debug1: Requesting no-more-sessions@openssh.com
debug1: Entering interactive session.`;
const inSession = `${upToLogin}
debug1: pledge: filesystem
debug1: client_input_global_request: rtype hostkeys-00@openssh.com want_reply 0
debug1: Remote: /home/alice/.ssh/authorized_keys:1: key options: agent-forwarding port-forwarding pty user-rc x11-forwarding
debug1: Sending environment.
Linux web1 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC
Last login: Fri Jan 30 09:00:00 2026 from 192.0.2.9
alice@web1:~$ ls /nowhere
ls: cannot access '/nowhere': No such file or directory`;
const ended = `${inSession}
alice@web1:~$ logout
debug1: client_input_channel_req: channel 0 rtype exit-status reply 0
debug1: channel 0: free: client-session, nchannels 1
Connection to web1 closed.
Transferred: sent 3400, received 3800 bytes, in 12.1 seconds
Bytes per second: sent 280.9, received 314.0
debug1: Exit status 0`;
const accepted = `Jan 31 11:58:00 web1 sshd[700]: Server listening on 0.0.0.0 port 22.
Jan 31 12:00:00 web1 sshd[811]: Accepted publickey for alice from 192.0.2.9 port 40000 ssh2: ED25519 SHA256:9yMvcbYgKDaKMCPZ0lMRs6ZtGLxzbGUvWTLp8dV0wTo
Jan 31 12:00:00 web1 sshd[811]: pam_unix(sshd:session): session opened for user alice(uid=1000) by (uid=0)
Jan 31 12:00:00 web1 systemd-logind[400]: New session 7 of user alice.
Jan 31 12:10:00 web1 sshd[815]: Received disconnect from 192.0.2.9 port 40000:11: disconnected by user
Jan 31 12:10:00 web1 sshd[815]: Disconnected from user alice 192.0.2.9 port 40000
Jan 31 12:10:00 web1 sshd[811]: pam_unix(sshd:session): session closed for user alice
Jan 31 12:11:00 web1 sshd[911]: Accepted password for bob from 192.0.2.10 port 40001 ssh2
Jan 31 12:12:00 web1 sshd[911]: Connection closed by 192.0.2.10 port 40001
Jan 31 12:13:00 web1 sshd-session[933]: Accepted keyboard-interactive/pam for carol from 192.0.2.11 port 40002 ssh2`;

describe('what works is never called sick', () => {
  const texts: readonly (readonly [string, string])[] = [
    ['the whole output of ssh -v', ended],
    ['the output of ssh -v while the session goes on', inSession],
    ['the output of ssh -v as far as the login', upToLogin],
    ['a log of logins', accepted],
    ['the same from journald', accepted.replaceAll(/^Jan 31 (\S+)/gm, '2026-01-31T$1+0000')],
    ['both ends', `${ended}\n\n${accepted}`],
    [
      'a plain login',
      "alice@web1's password: \nLinux web1 6.1.0\nLast login: Fri Jan 30 09:00:00 2026\nalice@web1:~$ exit\nlogout\nConnection to web1 closed.",
    ],
  ];
  for (const [name, text] of texts) {
    test(name, () => {
      const { verdict } = explained(text);
      assert.ok(
        ['healthy', 'undetermined'].includes(verdict.outcome),
        `${verdict.outcome}: ${verdict.summary} ${verdict.candidates}`,
      );
      assert.deepEqual([verdict.roots, verdict.candidates, verdict.symptom], [[], [], null]);
    });
  }

  test('a login that came to its end is one that works', () => {
    assert.equal(explained(ended).verdict.outcome, 'healthy');
  });
});
