// Writes a log as a server on the Internet has it: guessing bots, cron, sudo, sessions, a few good logins, of several
// releases of sshd. The same arguments give the same log.
//   node scripts/authlog.mjs MEGABYTES [iso] > auth.log
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const guessed = 'root admin ubuntu test oracle postgres git user ftpuser deploy pi ubnt hadoop minecraft'.split(' ');
const people = 'alice bob carol dave erin'.split(' ');

/** A small generator of numbers (mulberry32), so that a run can be repeated. */
function dice(seed) {
  let a = seed;
  const next = () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { below: (n) => Math.floor(next() * n), one: (list) => list[Math.floor(next() * list.length)] };
}

/** The lines of one happening, of program and message. */
function happening(d, state) {
  const pid = 1000 + ((state.pid + 1 + d.below(9)) % 60_000);
  state.pid = pid;
  const program = `${state.program}[${pid}]`;
  const port = 1024 + d.below(60_000);
  // A few try all day, most only now and then.
  const bot = `${state.nets[Math.floor(state.nets.length * (d.below(1000) / 1000) ** 3)]}.${d.below(100) < 85 ? 7 : d.below(250)}`;
  const guess = d.one(guessed);
  const say = (...messages) => messages.map((m) => `${program}: ${m}`);
  const kind = d.below(100);
  if (kind < 34)
    return say(
      `Invalid user ${guess}${d.below(50)} from ${bot} port ${port}`,
      'pam_unix(sshd:auth): check pass; user unknown',
      `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${bot} `,
      `Failed password for invalid user ${guess} from ${bot} port ${port} ssh2`,
      `Received disconnect from ${bot} port ${port}:11: Bye Bye [preauth]`,
      `Disconnected from invalid user ${guess} ${bot} port ${port} [preauth]`,
    );
  if (kind < 60)
    return say(
      `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${bot}  user=root`,
      `Failed password for root from ${bot} port ${port} ssh2`,
      `Connection closed by authenticating user root ${bot} port ${port} [preauth]`,
    );
  if (kind < 64)
    return say(
      `error: kex_exchange_identification: Connection closed by remote host`,
      `Connection closed by ${bot} port ${port}`,
    );
  if (kind < 66)
    return say(
      `Unable to negotiate with ${bot} port ${port}: no matching key exchange method found. Their offer: diffie-hellman-group1-sha1 [preauth]`,
    );
  if (kind < 67)
    return say(
      `error: maximum authentication attempts exceeded for root from ${bot} port ${port} ssh2 [preauth]`,
      `Disconnecting authenticating user root ${bot} port ${port}: Too many authentication failures [preauth]`,
    );
  if (kind < 68)
    return [`sshd[611]: drop connection #${10 + d.below(20)} from [${bot}]:${port} on [192.0.2.5]:22 past MaxStartups`];
  if (kind < 71) {
    const user = d.one(people);
    return [
      ...say(
        `Accepted publickey for ${user} from 198.51.100.${d.below(9)} port ${port} ssh2: ED25519 SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8`,
        `pam_unix(sshd:session): session opened for user ${user}(uid=1000) by ${user}(uid=0)`,
      ),
      `systemd-logind[640]: New session ${pid} of user ${user}.`,
      ...say(
        `Received disconnect from 198.51.100.7 port ${port}:11: disconnected by user`,
        `Disconnected from user ${user} 198.51.100.7 port ${port}`,
        `pam_unix(sshd:session): session closed for user ${user}`,
      ),
    ];
  }
  if (kind < 80)
    return [
      `sudo:   ${d.one(people)} : TTY=pts/0 ; PWD=/srv/app ; USER=root ; COMMAND=/usr/bin/systemctl status nginx.service`,
      'sudo: pam_unix(sudo:session): session opened for user root(uid=0) by (uid=1000)',
      'sudo: pam_unix(sudo:session): session closed for user root',
    ];
  return [
    `CRON[${pid}]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)`,
    `CRON[${pid}]: pam_unix(cron:session): session closed for user root`,
  ];
}

/** Pieces of such a log, about `bytes` long in all. `iso`: with the stamps of rsyslog's newer form. */
export function* authLog(bytes, iso = false) {
  const d = dice(7);
  const state = {
    pid: 0,
    program: 'sshd',
    nets: Array.from({ length: 4000 }, () => `${1 + d.below(222)}.${d.below(256)}.${d.below(256)}`),
  };
  const pad = (n) => String(n).padStart(2, '0');
  let at = Date.UTC(2025, 9, 20);
  let piece = '';
  for (let written = 0; written < bytes; ) {
    at += d.below(900);
    const t = new Date(at);
    const clock = `${pad(t.getUTCHours())}:${pad(t.getUTCMinutes())}:${pad(t.getUTCSeconds())}`;
    const stamp = iso
      ? `${t.toISOString().slice(0, 10)}T${clock}.${String(d.below(1e6)).padStart(6, '0')}+01:00`
      : `${months[t.getUTCMonth()]} ${String(t.getUTCDate()).padStart(2)} ${clock}`;
    state.program = written < bytes / 3 ? 'sshd' : d.below(8) === 0 ? 'sshd-auth' : 'sshd-session';
    for (const line of happening(d, state)) piece += `${stamp} web1 ${line}\n`;
    if (piece.length > 1 << 18) {
      written += piece.length;
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [size = '10', form] = process.argv.slice(2);
  for (const piece of authLog(Number(size) * 1e6, form === 'iso')) writeSync(1, piece);
}
