/*
 * Lines of sshd's log and of the kernel's that a console or a mail has broken: their words in full, for wrapped.ts.
 */

const from = '\\S+ port \\d+';
const errno = '[A-Z][a-z]+(?: [a-z]+){1,6}';
const refusal =
  "(?:account is locked|not listed in AllowUsers|listed in DenyUsers|not in any group|a group is listed in DenyGroups|none of user's groups are listed in AllowGroups|shell \\S+ (?:does not exist|is not executable))";

/** What sshd says of a login that fails, and one that comes about; each has an end of its own. */
const ofSshd: readonly string[] = [
  `Invalid user (?:\\S+ )?from ${from}`,
  `User \\S+ (?:from \\S+ )?not allowed because ${refusal}`,
  'Authentication refused: bad ownership or modes for (?:file|directory) /\\S+',
  'bad ownership or modes for chroot directory (?:component )?"[^"]+"',
  'drop connection #\\d+ from \\[\\S+\\]:\\d+ on \\[\\S+\\]:\\d+ (?:penalty: [\\w ]{8,60}|past MaxStartups)',
  `Timeout before authentication for ${from}`,
  'Access denied for user \\S+ by PAM account configuration',
  'userauth_pubkey: (?:signature algorithm|key type) \\S+ not in PubkeyAccepted(?:Algorithms|KeyTypes)',
  `(?:Failed|Accepted) \\S+ for (?:invalid user )?(?:\\S+ )?from ${from} ssh2(?:: .{8,200})?`,
  `Connection (?:closed|reset) by (?:authenticating|invalid) user \\S+ ${from}`,
  `Unable to negotiate with ${from}: no matching [\\w -]+ found\\. Their offer: \\S*[^\\s,-]`,
  `maximum authentication attempts exceeded for (?:invalid user )?\\S+ from ${from} ssh2`,
  `rexec of \\S+ failed: ${errno}`,
  `Bind to port \\d+ on \\S+ failed: ${errno}\\.?`,
  `Could not open (?:user '.+' )?authorized keys '.+': ${errno}`,
  'OpenSSL version mismatch\\. Built against \\w+, you have \\w+',
  'pam_unix\\(sshd:account\\): account \\S+ has expired \\([\\w ]+\\)',
  'pam_unix\\(sshd:account\\): expired password for user \\S+ \\([\\w ]+\\)',
  'pam_faillock\\(sshd:auth\\): Consecutive login failures for user \\S+ account temporarily locked',
];
const ofKernel: readonly string[] = [
  '(?:nf_conntrack: )+table full, dropping packet\\.?',
  '(?:TCP: )?(?:\\w+: )?Possible SYN flooding on port \\S+\\.(?: .{4,80}\\.)?',
];

/** Begins it, and is it in full. What comes next may be a line of the log itself: then the name stands twice. */
export const logForms: readonly { readonly head: RegExp; readonly whole: RegExp }[] = [
  {
    head: /\bsshd(?:-session|-auth)?\[\d+\]:/,
    whole: new RegExp(
      `^[^[]*\\bsshd(?:-session|-auth)?\\[\\d+\\]: (?:error: |fatal: )?(?:${ofSshd.join('|')})(?: \\[preauth\\])?$`,
    ),
  },
  {
    head: /\bkernel:/,
    whole: new RegExp(`^(?:(?!kernel: ).)*\\bkernel: (?:\\[ *\\d+\\.\\d+\\] )?(?:${ofKernel.join('|')})$`),
  },
];
