import type { ConnectOutcome, KexList } from './observation.ts';
import type { KeyBar } from './server-observation.ts';
import type { Stage, Symptom } from './stage.ts';

/** What follows from other facts, keyed by kind: a part of `ObservationMap`. */
export interface DerivedObservations {
  // ── derived: stated by infer/derive.ts from the others, always covered ───────────────────────────────────────────
  /**
   * Where and how the connection stops. Nothing is stated when it comes about. `sure` is false of each of several that it
   * may be: where all are, a sign on them is neither true nor false.
   */
  symptom: { readonly is: Symptom; readonly stage: Stage; readonly sure?: false };
  /** The ladder: one for each stage. */
  stage: { readonly stage: Stage; readonly status: 'pass' | 'fail' | 'skip' | 'unknown' };
  /** A sign of life of the target host itself, other than the SSH port: it answered for sure. */
  'host.alive': { readonly by: 'tcp-open' | 'tcp-refused' | 'icmp-echo' | 'ssh'; readonly port?: number };
  /** Several attempts and how many of them failed. */
  'attempts.rate': {
    readonly tried: number;
    readonly failed: number;
    /** `all`, `none` or `some` of them failed. */
    readonly share: 'all' | 'some' | 'none';
    /** How often spaced attempts at one address went over from working to failing, or back. One turn is a change that lasts. */
    readonly turns?: number;
    /** Each so many-th of them failed, and no other. */
    readonly every?: number;
  };
  /** Several addresses, judged apart at the SSH port. */
  'addresses.differ': {
    readonly dead: 4 | 6 | 0;
    readonly deadAddress: string;
    readonly liveAddress: string;
    readonly how: ConnectOutcome;
  };
  /**
   * A key that the client offered, looked up in the account's lists: one that was refused, or (`forced`) one that was taken
   * and whose line there names a command, as `forces` of server.key. `barred`: it stands there for other uses.
   */
  'auth.listed': {
    readonly is: 'listed' | 'barred' | 'absent' | 'forced';
    readonly fingerprint: string;
    readonly bar?: KeyBar;
    readonly forces?: 'a-command' | 'an-end';
  };
  /** The authority that has signed a certificate of the client, among those that the server trusts for this account, or not. */
  'certificate.authority': { readonly is: 'trusted' | 'unknown'; readonly signer: string };
  /**
   * An address that was dialled, that DNS has for the name, or that the server was told to be the client's, beside those of the
   * server's interfaces: one has it (`own`), none
   * has it and it lies in the network of one (`near`), or it lies in none, as before a translation of addresses. `named`: the
   * name that was looked up is what the server calls itself. `gateway`: the server answers the client by way of it;
   * `way`: what the server answers from it goes to a next hop that is silent, or reverse path filtering drops what comes to it.
   */
  'server.addressed': {
    readonly address: string;
    readonly by: 'dialled' | 'dns' | 'client';
    readonly is: 'own' | 'near' | 'elsewhere';
    readonly named: boolean;
    readonly gateway?: true;
    /** Another machine has it, as the server found before it would use it. */
    readonly taken?: true;
    readonly way?: 'dead' | 'filtered' | 'tunnel';
  };
  /** Two lists of algorithms of one server that should be the same differ in one octet: the two names. */
  'kex.damaged': { readonly what: KexList; readonly names: readonly [string, string] };
  /** The host key that was shown, beside those of the server: one of them (`own`), or none, although it has one of that type. */
  'hostkey.owner': { readonly is: 'own' | 'foreign'; readonly fingerprint: string };
  /**
   * A line of sshd's log about a connection of ours: both ends name it by the same source port. `reset`: our end of it was
   * reset, and not by us.
   */
  'connection.logged': { readonly port: number; readonly message: string; readonly reset?: true };
  /** Our end of a connection was reset, and the server holds the same one as established: no rule of its own sends a RST. */
  'connection.held': { readonly port: number };
  /**
   * A connection came about at an address of the server, and no socket of the server listens at that port, nor does a rule of
   * its own lead there: something else took it.
   */
  'connection.taken': { readonly port: number; readonly unused: boolean };
}
