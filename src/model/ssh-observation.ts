import type { KexList } from './observation.ts';

/** What can be stated of the protocol on a connection (RFC 4253, 4252, 4254), keyed by kind: a part of `ObservationMap`. */
export interface SshObservations {
  // ── identification ───────────────────────────────────────────────────────────────────────────────────────────────
  /** A line the server sent before its version line (RFC 4253 §4.2), or instead of one. */
  'identification.line': { readonly text: string; readonly n: number };
  'identification.version': { readonly protocol: string; readonly software: string; readonly comments?: string };
  /**
   * How the wait for the version line ended. `closed` is FIN, `reset` RST, `silent` nothing more in the time given,
   * `endless` lines without end. `bytes`: how many had come. Both numbers are absent where a text does not tell them.
   * `when`: we listened first, and it ended before we spoke, or had waited for our words and ended at them.
   */
  'identification.end': {
    readonly how: 'version' | 'closed' | 'reset' | 'silent' | 'not-ssh' | 'endless' | 'old-protocol' | 'invalid';
    readonly afterMs?: number;
    readonly bytes?: number;
    readonly by: 'ssh' | 'socket';
    readonly when?: 'at-once' | 'in-answer';
    /** So many hops the reset had come more or less than what else the server sent, by their TTL: two senders. */
    readonly hopsApart?: number;
  };
  /** Another protocol than SSH, by what it sends at once or in answer to our line. */
  'identification.protocol': { readonly name: string; readonly when: 'at-once' | 'in-answer'; readonly text: string };

  // ── kex ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  /** The server's SSH_MSG_KEXINIT. */
  'kex.offer': { readonly what: KexList; readonly algorithms: string };
  /** No algorithm in common; `option` would cure it on the client. */
  'kex.mismatch': {
    readonly what: KexList;
    readonly client: string;
    readonly server: string;
    readonly option?: string;
  };
  /** `after`: the last message that passed. */
  'kex.end': {
    readonly how: 'newkeys' | 'closed' | 'reset' | 'silent' | 'invalid' | 'no-match' | 'disconnect' | 'failed';
    readonly after: 'version' | 'kexinit' | 'kex-reply' | 'newkeys';
    /** The algorithms were found before, and the exchange itself had begun. */
    readonly agreed?: true;
    readonly afterMs?: number;
    readonly by: 'ssh' | 'socket';
    readonly text?: string;
    /** So many octets of the server's first packet came, and not the rest of it. */
    readonly begun?: number;
  };
  /** The same with a key exchange and a cipher of other families: what arrived was damaged again, or passed. */
  'kex.otherwise': { readonly kex: string; readonly cipher: string; readonly how: 'damaged' | 'passed' };

  // ── hostkey ──────────────────────────────────────────────────────────────────────────────────────────────────────
  'hostkey.check': {
    readonly result:
      | 'known'
      | 'new'
      | 'changed'
      | 'revoked'
      | 'unknown'
      | 'certificate-invalid'
      | 'too-short'
      | 'not-permitted'
      | 'failed';
    readonly type?: string;
    readonly fingerprint?: string;
    readonly file?: string;
    readonly line?: number;
    readonly text?: string;
  };

  /** The key that the server showed stands in known_hosts under other names of another machine. */
  'hostkey.elsewhere': { readonly names: string; readonly file: string; readonly line: number };

  // ── auth ─────────────────────────────────────────────────────────────────────────────────────────────────────────
  /** A method the server names as one that can continue; `first`: in its first answer. */
  'auth.method': { readonly name: string; readonly first: boolean };
  /** A key that was tried, or not. `named`: the user named it. `accepted` comes before the signature. */
  'auth.key': {
    readonly result:
      | 'accepted'
      | 'refused'
      | 'signature-refused'
      | 'no-signature-algorithm'
      | 'skipped'
      | 'sign-failed';
    readonly source: string;
    readonly named: boolean;
    readonly agent: boolean;
    readonly type?: string;
    readonly fingerprint?: string;
  };
  /**
   * A certificate of the client that was refused: the key that it is for, and the authority that has signed it. `over`: by the
   * client's clock its time has been over for an hour at least.
   */
  'client.certificate': {
    readonly path: string;
    readonly fingerprint: string;
    readonly signer: string;
    readonly over?: boolean;
  };
  'auth.end': {
    readonly how:
      | 'success'
      | 'denied'
      | 'closed'
      | 'reset'
      | 'silent'
      | 'too-many'
      | 'disconnect'
      | 'partial'
      | 'not-tried';
    readonly method?: string;
    readonly afterMs?: number;
    /** The same from when the connection opened, where the steps before the login took time of their own. */
    readonly openMs?: number;
    readonly text?: string;
    /** With `too-many`: how many of the keys that ssh had at hand did not have their turn. */
    readonly unoffered?: number;
  };
  /** Text shown by the server during authentication (SSH_MSG_USERAUTH_BANNER, PAM). */
  /** `afterKey`: it came when the server had already said that it takes the key. */
  'auth.banner': { readonly text: string; readonly afterKey?: true };
  /** A pause of more than 2 s in the course of authentication. `unknown`: somebody said so, and not who was waited for. */
  'auth.pause': { readonly step: 'gssapi' | 'server' | 'agent' | 'other' | 'unknown'; readonly ms: number };

  // ── session ──────────────────────────────────────────────────────────────────────────────────────────────────────
  'session.end': {
    readonly how: 'ran' | 'closed' | 'reset' | 'silent' | 'refused' | 'other-output' | 'exited';
    readonly status?: number;
    readonly text?: string;
    readonly afterMs?: number;
    /** We asked for a command that only says a word, and the word did not come: it is not the command that failed. */
    readonly unheard?: true;
  };
  /** A request on a channel that the server refused. */
  'session.refused': {
    readonly what: 'session' | 'exec' | 'shell' | 'pty' | 'subsystem' | 'forwarding' | 'x11' | 'agent';
    readonly text: string;
    readonly reason?: string;
  };
  /** The server said that it runs what was asked for (SSH_MSG_CHANNEL_SUCCESS, RFC 4254 §6.5). */
  'session.accepted': { readonly what: 'exec' | 'shell' | 'subsystem' };
  /** Output that came before that of the command: a start-up file prints it. */
  'session.noise': { readonly text: string };
  /** A restriction that the server told: `command`, `no-pty` … from the key's options or ForceCommand; `listed-command`: shown by a person. */
  'session.restriction': { readonly what: string; readonly text: string };
}
