// Writes V8's code cache of the command: what a diagnosis needs is then loaded as compiled code, not as text.
const fs = require('node:fs');
const { createRequire } = require('node:module');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { Script } = require('node:vm');

const { mkdtempSync, readFileSync, rmSync, writeFileSync } = fs;

const bundle = join(__dirname, '..', 'dist', 'bundle', 'main.cjs');
const source = readFileSync(bundle, 'latin1');
const ours = createRequire(bundle);
const script = new Script(source, { filename: bundle });

// A diagnosis of text runs most of what a live one runs, and touches nothing outside.
const folder = mkdtempSync(join(tmpdir(), 'sshwhy-warm-'));
const log = join(folder, 'log');
writeFileSync(
  log,
  `OpenSSH_9.2p1, OpenSSL 3.0.19
debug1: Reading configuration data /etc/ssh/ssh_config
debug1: Connecting to web1 [192.0.2.5] port 22.
debug1: Connection established.
debug1: Local version string SSH-2.0-OpenSSH_9.2p1
debug1: Remote protocol version 2.0, remote software version OpenSSH_9.2p1
debug1: Authenticating to web1:22 as 'alice'
debug1: SSH2_MSG_KEXINIT sent
debug1: SSH2_MSG_KEXINIT received
debug1: Server host key: ssh-ed25519 SHA256:AAAA
debug1: Host 'web1' is known and matches the ED25519 host key.
debug1: SSH2_MSG_NEWKEYS received
debug1: SSH2_MSG_SERVICE_ACCEPT received
debug1: Authentications that can continue: publickey
debug1: Offering public key: /home/alice/.ssh/id_ed25519 ED25519 SHA256:BBBB
debug1: No more authentication methods to try.
alice@web1: Permission denied (publickey).
`,
);
// What most people have: one line.
const message = join(folder, 'message');
writeFileSync(message, 'Connection closed by 192.0.2.5 port 22\n');
// Nobody wants to read what is found: neither by the descriptor nor by the stream.
const write = fs.writeSync;
fs.writeSync = (descriptor, text, ...rest) => (descriptor === 1 ? text.length : write(descriptor, text, ...rest));
process.stdout.write = (_text, ...rest) => {
  rest.at(-1)?.();
  return true;
};

// What a live diagnosis runs beside it, through a helper that ends at once: nothing is sent anywhere.
const calls = [
  ['explain', '--json', log],
  ['explain', message],
  ['--json', '--timeout', '3', '-F', 'none', '-p', '1', '-o', 'ProxyCommand=false', '127.0.0.1'],
];
const leave = process.exit.bind(process);

function next() {
  const call = calls.shift();
  if (call === undefined) {
    writeFileSync(`${bundle}.cache`, script.createCachedData());
    rmSync(folder, { recursive: true });
    leave(0);
  }
  process.argv.splice(2, Infinity, ...call);
  script.runInThisContext()(ours);
}
process.exit = next;
next();
