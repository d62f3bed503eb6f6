/*
 * Programs above ssh: git, rsync, scp, sftp, Docker, VS Code, the command lines of clouds. What they add tells that ssh
 * failed, and not why: the line of ssh decides, and some of them wrap it into one of their own.
 */
import type { Context, Rule } from './rule.ts';
import {
  anyStage,
  connecting,
  denied,
  garbled,
  hostkey,
  identification,
  isSsh,
  kex,
  key,
  noAnswer,
  onlyKey,
  refused,
  unconnected,
} from './rule.ts';

/** Each has the line of ssh behind words of its own. */
export const wrappers: readonly RegExp[] = [
  // A Docker context of ssh:// (docker/cli, connhelper).
  /^(?=.{0,400}\bcommand \[).{0,4000}?\] has exited with .{0,400}?stderr=(.+)$/,
  // The log of VS Code Remote-SSH.
  /^\[\d\d:\d\d:\d\d\.\d+\] (?:> |Install terminal quit with output: |stderr> )(.+)$/,
  // Jenkins, GitLab runners and make print the name of the program first.
  /^(?:stderr|error): (?=(?:ssh|kex_exchange_identification|Connection (?:closed|reset)|Host key verification|\S+@\S+: Permission denied)\b)(.+)$/,
];

/** The line of ssh inside the line of a program; null when it holds none. */
export function programInside(line: string): string | null {
  const text = line.slice(0, 16_384).trimEnd();
  for (const pattern of wrappers) {
    const inner = pattern.exec(text)?.[1];
    if (inner !== undefined) return inner.replaceAll(/(?:\\r)?\\n/g, '\n').replace(/\r$/, '');
  }
  return null;
}

const only =
  (who: string): Rule[1] =>
  (_, { text }) => ({
    said: [],
    note: `\u201c${text}\u201d is of ${who}, and tells only that ssh failed: the lines of ssh before it tell why.`,
  });

export const programs: readonly Rule[] = [
  [
    /^fatal: (?:Could not read from remote repository|The remote end hung up unexpectedly)/,
    (words, c) => (c.before.at(-1)?.endsWith('does not appear to be a git repository') ? null : only('git')(words, c)),
  ],
  [/^fatal: early EOF$|^fetch-pack: unexpected disconnect/, only('git')],
  [/^rsync: (?:\[\w+\] )?connection unexpectedly closed \(0 bytes received so far\)/, only('rsync')],
  [/^rsync error: unexplained error \(code 255\)/, only('rsync')],
  [/^(?:lost connection|scp: Connection closed\s*|Connection closed\.? *)$/, only('scp or sftp')],
  [/^ERROR: \(gcloud\.compute\.(?:ssh|scp)\) \[\S+\] exited with return code \[255\]/, only('gcloud')],
  [/^mux_client_request_session: |^ControlSocket .* already exists/, () => null],
  [
    /\bFailed to parse remote port from server output|\bResolver error: Error: (?:Connecting with SSH timed out|Could not establish connection)/,
    only('VS Code'),
  ],
  [/^ERROR: \(gcloud\.compute\.ssh\) Could not SSH into the instance/, only('gcloud')],
];

/** What programs above ssh find out themselves. */
export const above: readonly Rule[] = [
  [/^(?:rsync: )?protocol version mismatch -- is your shell clean\?/, garbled],
  // A key that a job hands to its agent: nothing is dialled before it is there.
  [/^Error loading key "([^"]+)": incorrect passphrase/, key('locked')],
  [/^Error loading key "([^"]+)": (?:invalid format|error in libcrypto|unsupported|unknown)/, key('malformed')],
  [/^Error loading key "([^"]+)": No such file/, key('missing')],
  // Packer gives up sooner where somebody answers and the handshake fails.
  [/^(?:==> \S+: )?Timeout waiting for SSH\.?$/, unconnected('tcp.timeout', 'tcp.refused', 'route.unreachable')],
  // Of an account whose key is on the list nobody is asked this.
  [/^Permission denied for host \S+, do you want to deploy the salt-ssh key\?/, refused],
  [/^SSH (?:authentication|password) is incorrect$/, refused],
  [
    /\bFailed command was: .*, exited with result \d+, stderr output: (.+)$/s,
    ([text = '']) => ({ said: [['session.end', { how: 'exited', status: 1, text }]] }),
  ],
  // Switches and routers of Cisco, as either end.
  [/%SSH-3-NO_MATCH: No matching \w+ (?:algorithm )?found: client /, kex('no-match')],
  // check_ssh of the monitoring plugins.
  [
    /\bconnect to address (\S+) and port (\d+): (.+)$/,
    ([address = '', port = '', reason = ''], context) =>
      isSsh(context, Number(port)) ? connecting(reason, { address, port: Number(port), name: '' }) : null,
  ],
  [
    /\bCRITICAL - Socket timeout after \d+ seconds/,
    (words, context) =>
      [context.text, ...context.before.slice(-4)].some((line) => /\bssh\b|check_ssh/i.test(line))
        ? noAnswer(words, context)
        : null,
  ],
  [
    /\bServer answer: (?!SSH-)\S/,
    (words, context) =>
      [context.text, ...context.before.slice(-4)].some((line) => /\bssh\b|check_ssh/i.test(line))
        ? identification('not-ssh')(words, context)
        : null,
  ],
  // VS Code and its kin put their server into the home of the account.
  [
    /^tar: .{1,300}: (Cannot (?:write|open|mkdir): (?:No space left on device|Disk quota exceeded))$/,
    ([text = ''], { before }) =>
      before.slice(-20).some((line) => /\.(?:vscode|cursor|windsurf)-server|vscode-server/.test(line))
        ? { said: [['session.end', { how: 'exited', text }]] }
        : null,
  ],
  [/^Got unexpected RPC data format from server:/, garbled],
  // Vagrant tries for minutes, and says of each try how it ended.
  [/^Warning: Authentication failure\. Retrying\.\.\.$/, refused],
  [/^Warning: Connection refused\. Retrying\.\.\.$/, (_, { place }) => connecting('Connection refused', place)],
  [/^Warning: Connection timeout\. Retrying\.\.\.$/, noAnswer],
  [/^Warning: (?:Connection reset|Remote connection disconnect)\. Retrying\.\.\.$/, anyStage],
  // It tried for minutes, and is in: what it said of earlier tries is over.
  [
    /^(?:==> [\w.-]+: )?(?:Machine booted and ready!|Connected to SSH!|(?:\S+ \(remote-exec\): )?Connected!)$/,
    (_, { text, before }) =>
      /\bConnected!$/.test(text) && !before.some((line) => line.includes('Connecting to remote host via SSH'))
        ? null
        : { said: [['auth.end', { how: 'success', text }]] },
  ],
  // Terraform reads the key before it does anything.
  [/\bno file exists at "([^"]*(?:\.ssh\/|\.pem|id_(?:rsa|ecdsa|ed25519))[^"]*)"/, onlyKey('missing')],
  // mitogen has one limit for all of it.
  [/^Connection timed out\.$/, noAnswer],
  // Said by GitHub and Azure DevOps before they close, of the signature and not of the key.
  [
    /^(?:ERROR: |remote: )?You're using (?:an RSA key with SHA-1, which is no longer allowed|ssh-rsa that is about to be deprecated and your request has been blocked)\b/,
    (_, { text }) => ({
      said: [
        ['auth.key', { result: 'no-signature-algorithm', source: '', named: false, agent: false, type: 'RSA' }],
        ['auth.end', { how: 'denied', text }],
      ],
    }),
  ],
  // The Git server has let the key in, and says what its account may not read; the login is no trouble.
  [
    /^(?:remote: )?(?:ERROR: )?(?:Repository not found\.$|Permission to \S+ denied to |The project you were looking for could not be found|conq: repository access denied)/,
    (_, { text }) => ({
      said: [['auth.end', { how: 'success', text }]],
      note: `\u201c${text}\u201d is of the Git server: the login works, and the account or deploy key that it took may not read this repository, or there is none of that name.`,
    }),
  ],
  // kubectl has opened the port by itself, and its other end finds nobody in the pod.
  [
    /\berror forwarding port \d+ to pod .*: (?:connect: )?connection refused"?$/i,
    (_, { text }) => ({ said: [['server.log', { program: 'kubectl', message: text }]] }),
  ],
  // cargo with libgit2.
  [/^(?:error: )?unknown SSH host key$/, hostkey('unknown')],
  [/^(?:error: )?SSH host key has changed for `/, hostkey('changed')],
  [/^(?:\* )?attempted ssh-agent authentication, but no usernames succeeded: /, refused],
  // Ansible without OpenSSH, and with sshpass, which cannot be asked about a host key.
  [
    /^Failed to authenticate: (?:Authentication failed|Bad authentication type)/,
    ([, list], { text }) => denied(text, list),
  ],
  [/^Using a SSH password instead of a key is not possible because Host Key checking is enabled/, hostkey('unknown')],
];

/** The same program speaks FTP: there the server's answers have three digits. */
function isFtp({ before }: Context): boolean {
  return before.some((line) =>
    /\bwaiting for welcome message\b|^Response:\s+\d{3}[ -]|\bPlain FTP is insecure\b/.test(line),
  );
}

/** FileZilla names its own place, and passes on what its PuTTY says. */
export const filezilla: readonly Rule[] = [
  [
    /^Error:\s+(?:Critical error: )?Could not connect to server$/,
    (words, c) => (isFtp(c) ? null : only('FileZilla')(words, c)),
  ],
  [
    /^Error:\s+Connection timed out after \d+ seconds of inactivity/,
    (words, c) => (isFtp(c) ? null : noAnswer(words, c)),
  ],
  [/^Error:\s+(?:Critical error: )?Authentication failed\.?$/, (_, { text }) => denied(text)],
];
