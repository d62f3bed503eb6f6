import type { TextLine } from './text.ts';

/** After one of these ssh is over, or the connection is. */
const endings: readonly RegExp[] = [
  /^(?:ssh: )?Could not resolve host(?:name)? |^\S+: Could not resolve host(?:name)? /,
  /^(?:\S+: )?connect to (?:host|address) \S+ port \S+: /,
  /: terminating, \d+ bad configuration options$/,
  /^command-line(?::)? line 0: /,
  /^Bad owner or permissions on |^Can't open user config file /,
  /^(?:kex|ssh)_exchange_identification: (?!banner line \d)/,
  /^Connection timed out during banner exchange/,
  /^banner exchange: Connection to /,
  /^Protocol major versions differ: |^Bad remote protocol version identification/,
  /^Connection (?:closed|reset) by (?!remote host)\S+/,
  /^Connection to \S+(?: port \d+)? timed out/,
  /^Connection to \S+ closed(?: by remote host)?\.?$/,
  /^Received disconnect from (?!.*:11: disconnected by user$)|^Disconnected from (?!(?:\w+ )?user )|^Disconnecting[ :]/,
  /^Unable to negotiate (?:with |a key exchange method)|^no matching [A-Za-z ]{3,40} found\.? Their offer:/,
  /^ssh_dispatch_run_fatal: |^packet_write_wait: /,
  /^Read from (?:remote host \S+|socket failed): |^Write failed: |^Timeout, server .*not responding/,
  /^client_loop: send disconnect: /,
  /^Host key verification failed(?!\?)/,
  /(?:^|: )Permission denied \((?:[a-z][a-z0-9@.,-]*)?\)\.?$/,
  /^Authentication failed\.$|^Bad server host key: |^Server host key \S+ not in HostKeyAlgorithms|^KnownHostsCommand failed/,
  /^(?:exec|shell|subsystem) request failed on channel \d+|^PTY allocation request failed on channel \d+/,
  /^channel 0: open failed: /,
  /^stdio forwarding failed$/,
  /^Too many recursive configuration includes|^jumphost loop via /,
  /^(?:host|remote user)name contains invalid characters/,
  /^No user exists for uid |^OpenSSL version mismatch/,
  /^Server version ".*" uses unsafe key agreement|^Remote machine has too old SSH software|^(?:padding error: |Write connection closed)/,
  /^no (?:hostkey|kex) alg$|^no matching \w+ found: client |^Server denied authentication request: |bad message during authentication: type /,
  /^Unexpected authentication success during |^proxy dialer did not pass back|^posix_spawnp: |^Master refused (?:session|stdio) /,
  /^Error: (?:remote port forwarding failed|forwarding disabled due to host key)|^Could not request (?:local|remote|tunnel) forwarding\.$/,
  /^unix_listener: cannot bind to path /,
  /^Exiting, you have requested strict checking|^client_loop: ssh_packet_write_poll: /,
];

/** Lines that ssh prints beside those. */
const others: readonly RegExp[] = [
  /^OpenSSH_(?:for_Windows_)?\d+\.\d+/,
  /line \d+: (?:Bad |Unsupported |unsupported |Missing |missing |keyword |no argument|garbage|Deprecated )/,
  /^X11 forwarding request failed on channel \d+|^unix_listener: path ".*" too long for /,
  /^Warning: (?:Identity file |Permanently added |the \S+ host key for |remote port forwarding failed)/,
  /^Load key "|^provider \S+ is not a PKCS11 library$|^dlopen \/\S+ failed: |^lib_contains_symbol: open |^no such identity: |^Permissions (?:\d+ )?for '.*' are too open/,
  /^It is required that your private key|^This private key will be ignored/,
  /^@+$|^@ +WARNING: .*@$|^(?:WARNING: )?REMOTE HOST IDENTIFICATION HAS CHANGED!\W{1,10}IT IS POSSIBLE/,
  /^No \S+ host key is known for |^Host key for .* has changed|^\S+ host key for .* (?:was|has|is) /,
  /^(?:The )?authenticity of host |^The fingerprint for the |^Offending |^Matching host key in |^Add correct host key in |^(?:\S+ )?key fingerprint is /i,
  /^Permission denied, please try again|^sign_and_send_pubkey: |^Bad packet length |^Corrupted MAC on input/,
  /^channel \d+: open failed: |^Control socket connect|^ControlSocket |^mux_client_|^muxclient: /,
  /^Authenticated to |^bind \S+: |^Error: remote port forwarding failed/,
  /^IT IS POSSIBLE THAT SOMEONE|^Someone could be eavesdropping|^It is also possible that|^Please contact your system admin/,
  /^SHA256:\S+$|^ *remove with:|^ssh-keygen -f |^(?:Password|Keyboard-interactive) authentication is disabled/,
  /^This could mean that a stolen key|^impersonate this host|^Update the SSHFP RR|^\*\* (?:WARNING: |This session may |The server may )/,
  /'s password: ?|^Enter passphrase for key |^Confirm user presence for key |^\(\S+@\S+\) /,
  /^(?:scp: |sftp: )?(?:Received message too long \d+|Ensure the remote shell produces no output)/,
  // The table of open channels, of which only the first line is a debug line.
  /^#\d+ \S+ \(t\d+ /,
  /^Transferred: sent |^Bytes per second: |^Killed by signal |^Saving password to keychain|^Host key (?:fingerprint|verification)/,
  /^Pseudo-terminal will not be allocated|^Agent admitted failure|^private key .* contents do not match public/,
  /^Error checking host key \S+ \S+ in revoked keys file |^Certificate (?:invalid|has)|^host key \S+ not permitted|^\S+ key \S+ .*revoked/i,
];

/** What ssh prints without -v, for the documentation. */
export const messages: readonly RegExp[] = [...endings, ...others];

/** Whether the run is over with this line. */
export function isEnding(line: TextLine): boolean {
  if (line.level > 0) return /^Exit status -?\d+/.test(line.body);
  return endings.some((pattern) => pattern.test(line.text));
}

/** Whether ssh itself prints such a line, -v or not. */
export function isKnown(line: TextLine): boolean {
  // sshd -t words its complaints alike.
  if (line.text.includes('sshd_config')) return false;
  return line.level > 0 || isEnding(line) || others.some((pattern) => pattern.test(line.text));
}
