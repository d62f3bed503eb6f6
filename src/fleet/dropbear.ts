/** Dropbear's messages (svr-auth*.c, svr-session.c), each with what sshd says of the same event. */
const same: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:PAM )?password auth succeeded for '(?<user>.*)' from (?<from>\S+):(?<port>\d+)$/i,
    'Accepted password for USER from FROM port PORT ssh2',
  ],
  [
    /^Auth succeeded with blank password for '(?<user>.*)' from (?<from>\S+):(?<port>\d+)$/,
    'Accepted none for USER from FROM port PORT ssh2',
  ],
  [
    /^Pubkey auth succeeded for '(?<user>.*)' with .* from (?<from>\S+):(?<port>\d+)$/,
    'Accepted publickey for USER from FROM port PORT ssh2',
  ],
  [
    /^Bad (?:PAM )?password attempt for '(?<user>.*)' from (?<from>\S+):(?<port>\d+)$/,
    'Failed password for USER from FROM port PORT ssh2',
  ],
  [/^Login attempt for nonexistent user from (?<from>\S+):(?<port>\d+)$/, 'Invalid user  from FROM port PORT'],
  [
    /^Exit before auth from <(?<from>\S+):(?<port>\d+)>: \(user '(?<user>.*)', \d+ fails\): /,
    'Connection closed by authenticating user USER FROM port PORT [preauth]',
  ],
  [/^Exit before auth from <(?<from>\S+):(?<port>\d+)>: /, 'Connection closed by FROM port PORT [preauth]'],
];

/** A message of dropbear as sshd would say it; null for any other. */
export function asSshd(program: string, message: string): string | null {
  if (program !== 'dropbear') return null;
  for (const [pattern, words] of same) {
    const { user = '', from, port } = pattern.exec(message)?.groups ?? {};
    if (from === undefined || port === undefined) continue;
    const said: Readonly<Record<string, string>> = { USER: user, FROM: from.replace(/^\[(.*)\]$/, '$1'), PORT: port };
    return words.replace(/USER|FROM|PORT/g, (word) => said[word] ?? word);
  }
  return null;
}
