/*
 * What sshd says and ssh does not, for lines without the name of the program: `sshd -D -e` in a container, `sshd -d`. What
 * `sshd -t` says too is a check, and not the word of a daemon.
 */

/** A fixed beginning, after `error: ` or `fatal: `. Each stands in one program only: no client prints it. */
const beginnings: readonly string[] = [
  'Cannot bind any address\\.',
  'Bind to port \\d+ on \\S+ failed: ',
  'No supported key exchange algorithms',
  '(?:/\\S+/)?sshd(?:-session|-auth)?: (?:error while loading shared libraries|symbol lookup error): ',
  'Server listening on \\S+ port \\d+',
  'bad ownership or modes for chroot directory',
  'User \\S+ (?:from \\S+ )?not allowed because ',
  'Accepted [\\w/-]+ for \\S+ from \\S+ port \\d+',
  'Failed [\\w/-]+ for (?:invalid user )?\\S* ?from \\S+ port \\d+',
  'Invalid user \\S* ?from \\S+',
  'Authentication refused: bad ownership or modes ',
  // The fork for Windows.
  'Bad permissions\\. Try removing permissions for user: ',
  'drop connection #\\d+ from \\[',
  '(?:beginning|in|exited) MaxStartups throttling',
  'Timeout before authentication for ',
  'Access denied for user \\S+ by PAM account configuration',
  'PAM: .+ for .+ from \\S+$',
  'pam_\\w+\\(sshd:\\w+\\): ',
  'PAM: pam_\\w+\\(\\): ',
  'maximum authentication attempts exceeded for ',
  'userauth_pubkey: (?:(?:signature algorithm|key type) \\S+ not in |certificate signature algorithm )',
  'Authorized(?:Keys|Principals)Command(?:User ".*" not found| \\S+ .*failed, status)',
  'Unsafe Authorized(?:Keys|Principals)Command "',
  'Could not stat Authorized(?:Keys|Principals)Command "',
  'key type \\S+ not in PubkeyAccepted',
  'Certificate invalid: ',
  "Could not open (?:user '.*' )?authorized keys ",
  'no more sessions$',
  // A server in Go; a client in Go puts its handshake before it.
  'ssh: cert (?:is not yet valid|has expired)$',
  'subsystem request for \\S+ by user \\S+ failed',
  'srclimit_penalise: ',
  '\\S+/sshd-(?:session|auth) does not exist or is not executable',
  '(?:privsep_preauth|mm_reap|monitor_child_preauth): (?:preauth )?child (?:\\d+ )?(?:terminated|exited)',
  'Received signal \\d+; terminating',
  'Did not receive identification string from ',
  'Received disconnect from \\S+ port \\d+:\\d+: .* \\[preauth\\]$',
  // On Windows there are no modes to name, and ssh has no such key.
  "Permissions for '(?:__PROGRAMDATA__|[A-Z]:)[\\\\/][^']*ssh_host_\\w+_key' are too open",
  'rexec of \\S+ failed: ',
  'ROOT LOGIN REFUSED FROM ',
  'banner exchange: Connection from \\S+ port \\d+: ',
  'Unable to negotiate with .* \\[preauth\\]$',
  'Connection (?:closed|reset) by (?:authenticating|invalid) user ',
  'Disconnected from (?:(?:authenticating|invalid) )?user ',
  // So a client of OpenSSH says goodbye.
  'Received disconnect from \\S+ port \\d+:11: disconnected by user$',
];

/** What `sshd -t` says, and sshd itself when it starts. */
export const ofSshdTest: RegExp =
  /^(?:\/\S*sshd_config\S*:? (?:line \d+: |terminating, \d+ bad configuration)|Missing privilege separation directory: |Unable to load host key(?: "|: )|sshd: no hostkeys available -- exiting|Permissions (?:0\d{3} )?for '\S*ssh_host_\w+_key' are too open|Privilege separation user \S+ does not exist|\S+ must be owned by root and not group or world-writable|Could not load host key: )/;

const level = /^(?:error|fatal|debug\d): /;

/** Those that begin with this letter, and under '' those that begin with anything: a pattern of all is dear to make. */
const byLetter = new Map<string, RegExp>();

function beginsWith(letter: string): RegExp {
  const known = byLetter.get(letter);
  if (known !== undefined) return known;
  const own = beginnings.filter((text) =>
    /^\w/.test(text) ? text.startsWith(letter) && letter !== '' : letter === '',
  );
  const made = own.length === 0 ? /^(?!)/ : new RegExp(`^(?:${own.join('|')})`);
  byLetter.set(letter, made);
  return made;
}

/** Whether only sshd prints such a line. */
export function isOfSshd(line: string): boolean {
  return begins(line) || (level.test(line) && begins(line.replace(level, '')));
}

function begins(text: string): boolean {
  const letter = text.slice(0, 1);
  return beginsWith('').test(text) || (/^\w/.test(letter) && beginsWith(letter).test(text));
}
