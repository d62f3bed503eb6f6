import type { ObservationKind, ObservationMap, Reading } from '../../model/observation.ts';
import { readSshLog } from '../../readers/ssh-log.ts';

/* What `ssh -v` prints, as far as each step of a connection. */

export const start: string = `OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.19 27 Jan 2026
debug1: Reading configuration data /etc/ssh/ssh_config
debug1: Connecting to web1 [192.0.2.5] port 22.`;
export const connected: string = `${start}
debug1: Connection established.
debug1: identity file /home/alice/.ssh/work type 3
debug1: Local version string SSH-2.0-OpenSSH_9.2p1 Debian-2`;
export const identified: string = `${connected}
debug1: Remote protocol version 2.0, remote software version OpenSSH_8.9p1 Ubuntu-3
debug1: Authenticating to web1:22 as 'alice'
debug1: SSH2_MSG_KEXINIT sent`;
export const shown: string = `${identified}
debug1: SSH2_MSG_KEXINIT received
debug1: expecting SSH2_MSG_KEX_ECDH_REPLY
debug1: SSH2_MSG_KEX_ECDH_REPLY received
debug1: Server host key: ssh-ed25519 SHA256:abc`;
export const keyed: string = `${shown}
debug1: Host 'web1' is known and matches the ED25519 host key.
debug1: Found key in /home/alice/.ssh/known_hosts:3
debug1: SSH2_MSG_NEWKEYS sent
debug1: expecting SSH2_MSG_NEWKEYS
debug1: SSH2_MSG_NEWKEYS received`;
export const accepted: string = `${keyed}
debug1: Will attempt key: /home/alice/.ssh/work ED25519 SHA256:def explicit
debug1: SSH2_MSG_SERVICE_ACCEPT received`;
export const offered: string = `${accepted}
debug1: Authentications that can continue: publickey,password
debug1: Next authentication method: publickey
debug1: Offering public key: /home/alice/.ssh/work ED25519 SHA256:def explicit`;
export const loggedIn: string = `${offered}
debug1: Server accepts key: /home/alice/.ssh/work ED25519 SHA256:def explicit
Authenticated to web1 ([192.0.2.5]:22) using "publickey".
debug1: channel 0: new session [client-session] (inactive timeout: 0)
debug1: Entering interactive session.`;

export function values<K extends ObservationKind>(reading: Reading, kind: K): readonly ObservationMap[K][] {
  return reading.observations.filter((o) => o.kind === kind).map((o) => o.value as ObservationMap[K]);
}

export function one<K extends ObservationKind>(text: string, kind: K): ObservationMap[K] | undefined {
  return values(readSshLog(text, 'e1'), kind)[0];
}
