/** What can be stated of the server's own end, keyed by kind: a part of `ObservationMap`. */
export interface ServerObservations {
  // ── the server's end ─────────────────────────────────────────────────────────────────────────────────────────────
  /**
   * A line of sshd's own log, without time and host. Its absence proves nothing, so no reading covers this kind. `user`: whom
   * the lines of that connection name. `overtaken`: it names nobody, and by the same log somebody was let in after it.
   */
  'sshd.log': { readonly message: string; readonly user?: string; readonly overtaken?: true };
  /**
   * The last that a listener of sshd has said by the log of its host, or an sshd that was to become one: what its latest start, or
   * its end, came to. Never covered.
   */
  'sshd.last-word': { readonly message: string };
  /** Such a line of a text that a later try or a later start has put behind: it tells of before. Never covered. */
  'sshd.past': { readonly message: string };
  /** A line of another program of the server: kernel, systemd, PAM, a ban daemon. Never covered either. */
  'server.log': { readonly program: string; readonly message: string };
  /** By the list of containers: a port that might be the one of SSH is published to nobody, or to the host itself alone. */
  'container.port': { readonly port: number; readonly published: 'no' | 'loopback' };
  /** Such a line of a text that tells of before, since sshd serves since. Never covered. */
  'server.past': { readonly program: string; readonly message: string };
  /** `condition` is false when systemd has skipped the last start for a Condition…= of the unit (systemd.unit(5)). */
  'server.unit': {
    readonly unit: string;
    readonly load: string;
    readonly active: string;
    readonly result?: string;
    readonly condition?: boolean;
    /** A system call that sshd needs for each login, and for which systemd has its processes killed (systemd.exec(5)). */
    readonly forbids?: string;
    /** It hides the homes of users from sshd: ProtectHome of systemd.exec(5), when that keeps them out of sight, or the path that is taken away. */
    readonly hidesHomes?: string;
    /** It takes the login shell of the account away from sshd: the path of InaccessiblePaths or TemporaryFileSystem. */
    readonly hidesShell?: string;
    /**
     * What sshd needs to start and the unit keeps from it, by systemd.exec(5): to be root, to see its configuration, or what
     * it takes to listen at the port.
     */
    readonly withholds?: 'root' | 'sshd_config' | 'AF_INET' | 'CAP_NET_BIND_SERVICE' | 'socket' | 'bind' | 'listen';
    /** A command that the unit runs before sshd and that is not sshd: it has failed, or not come to its end, so sshd was not started. */
    readonly check?: string;
  };
  /**
   * A process of an SSH server. `stopped`: by a signal or a debugger (T, t of proc_pid_stat(5)) or by a frozen control group;
   * `waiting`: for a device (D). `replaced`: the file that it was started from is no longer there, or is another by now.
   */
  'server.process': {
    readonly name: string;
    readonly pid: number;
    readonly listener: boolean;
    readonly state: 'running' | 'stopped' | 'waiting' | 'dead';
    readonly replaced: boolean;
    /** It lives in another network namespace than the console: that of a container, or one of its own (network_namespaces(7)). */
    readonly apart: boolean;
    /** A listener was started with another configuration than that of the host (-f). */
    readonly config?: string;
  };
  /** A library that the listener of sshd has loaded, and that was replaced or deleted since (proc_pid_maps(5)). */
  'server.shared-object': { readonly path: string };
  /** A host key that the sshd that runs has loaded, by the name that ssh-keygen(1) -l gives its type: `ED25519`, `RSA`. */
  'server.hostkey': { readonly type: string; readonly fingerprint: string };
  /** The address of the client that the server was asked about. */
  'server.client': { readonly address: string };
  /** What the server calls itself (hostname(1)). */
  'server.name': { readonly name: string };
  /** The configuration names a network card that is not there, and `instead` is there and has no address. */
  'server.card': { readonly configured: string; readonly instead: string };
  /**
   * A network interface of the server that has addresses: `ADDRESS/LENGTH`, with spaces between, none of
   * them link-local or for this machine alone. `down` is switched off, `no-carrier` has no link (netdevice(7): IFF_UP,
   * IFF_LOWER_UP); `no-arp` is a card that tells nobody its hardware address (IFF_NOARP), as a tunnel need not; `loopback`
   * may hold an address that routers lead here.
   */
  'server.interface': {
    readonly device: string;
    readonly state: 'up' | 'down' | 'no-carrier' | 'no-arp' | 'loopback';
    readonly addresses: string;
    /** Those of them that another machine answered for when they were to be taken, so that the kernel does not use them (RFC 4862 §5.4). */
    readonly taken?: string;
  };
  /** The server asks its own resolver for the name of the client's address. `slow`: no answer within 4 s. */
  'server.lookup': { readonly what: 'reverse'; readonly state: 'answered' | 'slow' };
  /**
   * Which way the server would answer the client, by its own routes and the rules that choose them. `none`: its answers find
   * no way that they may take; `filtered`: reverse path filtering drops what the client sends; `dead`: the next hop, which may be the client itself, does
   * not answer for its address (ARP, ND). `text`: its kernel's own words,
   * or what its lists of routes come to.
   */
  'server.route': {
    readonly state: 'found' | 'none' | 'filtered' | 'dead';
    readonly text: string;
    /** The hardware address of the next hop was written down, and is not asked for (PERMANENT). */
    readonly fixed?: true;
    /** It is that of what sshd's port answers alone. */
    readonly byPort?: true;
  };
  /** A connection from the client that is established for the server (ss(8): ESTAB), by the client's port. Never covered. */
  'server.connection': { readonly port: number };
  /** What rules of the server's own firewall can do to any packet: answer with RST, lead it elsewhere. Never covered. */
  'server.rules': { readonly reset: boolean; readonly translate: boolean };
  /** The same of one address of the server, where others have another way. `tunnel`: what came in by a card is answered by a tunnel that has taken all routes. */
  'server.way': { readonly from: string; readonly state: 'dead' | 'filtered' | 'tunnel'; readonly text: string };
  /** A SYN of the client that has come in, and whose answer the client has not taken up (SYN-RECV of ss(8)): so many of them. */
  'server.half-open': { readonly connections: number };
  /**
   * A capture on the server, of packets to the port that was dialled: so many first packets had come in when it ended. What tcpdump
   * sees no rule of the host has stopped yet. Never covered.
   */
  'server.arrivals': { readonly packets: number };
  /** What the server has sent the client and the client has not acknowledged, on one connection; sent again so often. */
  'server.unacknowledged': { readonly octets: number; readonly retransmissions: number };
  /** Seen on the server: a SYN of the client came in by one interface, and the SYN-ACK went out by another. */
  'server.answer': { readonly came: string; readonly went: string };
  'server.listener': { readonly address: string; readonly port: number; readonly owner: string };
  /**
   * Whether a listener takes connections from the client at the port that was asked about: none does, only on loopback,
   * only of the other address family, only at another address than the one the server answers the client with. `configured`:
   * sshd listens at each port that its configuration names; or that names the very address that the server answers with.
   */
  'server.reach': {
    readonly port: number;
    readonly listening: 'yes' | 'no' | 'loopback' | 'other-family' | 'other-address';
    readonly owner?: string;
    readonly configured?: 'all' | 'here';
  };
  /**
   * The program that holds the port in sshd's place, and what its command line or its file says that it does with a connection: it hands
   * it on `to` another socket, it wants TLS or a PROXY header before all else, or it keeps callers busy. `target`: on this host somebody
   * `listens` there or `nobody` does; elsewhere what was dialled stays `silent`, or no such machine is found (`unreachable`). `others`: it
   * has another target that is not dead. Never covered.
   */
  'server.holder': {
    readonly program: string;
    readonly does: 'forwards' | 'wants-tls' | 'wants-header' | 'traps';
    readonly to?: string;
    readonly target?: 'listens' | 'nobody' | 'silent' | 'unreachable';
    readonly others?: boolean;
    /** It sends a PROXY header to an sshd of this host, which knows none. */
    readonly header?: 'to-sshd';
  };
  'server.package': { readonly name: string; readonly installed: boolean };
  'server.config-check': {
    readonly ok: boolean;
    readonly text: string;
    readonly file?: string;
    readonly line?: number;
  };
  'server.setting': {
    readonly keyword: string;
    readonly value: string;
    readonly file?: string;
    readonly line?: number;
  };
  /**
   * Whether the sshd that serves the port has read its configuration since any file of it was changed, so that what `sshd -T`
   * prints is in force. Not `sure`: it has not, as far as is known. Never covered.
   */
  'server.in-force': { readonly pid: number; readonly sure: boolean };
  /** A list of users or groups that does not let this login in, or PermitRootLogin. */
  'server.refusal': { readonly keyword: string };
  /**
   * A line of sshd's configuration that asks for something else than what is in force for this login. `because`: an
   * earlier line set it first, a later one counts instead, its Match block does not apply, a Match block that applies
   * sets it too, another keyword decides, or it has no effect where it stands. `by`: the file of the line that counts.
   */
  'server.overruled': {
    readonly keyword: string;
    readonly value: string;
    readonly inForce: string;
    readonly because: 'first-value' | 'last-value' | 'match-unmet' | 'match-wins' | 'other-keyword' | 'never';
    readonly file?: string;
    readonly line?: number;
    readonly by?: string;
    readonly byLine?: number;
  };
  /** `no-exec`: a program with its mode, on a file system that is mounted noexec. */
  'server.file': {
    readonly path: string;
    readonly state: 'ok' | 'missing' | 'empty' | 'bad-mode' | 'bad-owner' | 'bad-label' | 'denied' | 'no-exec';
    readonly mode?: string;
    /**
     * A list of keys that sshd reads for the account, or a directory above it; `denied`: the account itself may not read it. Or a file
     * of another name than the usual that keeps ordinary users out while it is there.
     */
    readonly role?: 'key-list' | 'nologin';
    /** Of a file that keeps users out: each login asks for it, and no rule of PAM before can be content without. */
    readonly always?: true;
  };
  /** The directory that sshd locks this login into (ChrootDirectory), or one above it, judged as sshd judges it. */
  'server.chroot': {
    readonly path: string;
    readonly state: 'ok' | 'bad-mode' | 'bad-owner' | 'missing';
    readonly mode?: string;
  };
  'server.account': {
    readonly user: string;
    /**
     * `no-shadow`: its password is said to stand in shadow(5), and no line there is about it. `no-password`: no password fits, be it
     * locked (`!`) or never set (`*`): passwd(1) says the same of both.
     */
    readonly state:
      | 'ok'
      | 'missing'
      | 'locked'
      | 'expired'
      | 'password-expired'
      | 'bad-shell'
      | 'no-shadow'
      | 'no-password';
    /** The directory that sshd locks the login into (ChrootDirectory): the shell is not there, whatever is outside. */
    readonly inside?: string;
    /** What should run the script that the shell is, and is not there. */
    readonly interpreter?: string;
    /**
     * The shell of the account: one that does nothing but end, as nologin(8), or one that is not there or may not be run, or whose
     * file system nothing may be run from. `unusual`: a program that is none of the shells that people have.
     */
    readonly shell?: 'ends' | 'cannot-run' | 'no-exec' | 'unusual';
  };
  /**
   * A login of this user that is not done, or goes on, and a program that sshd's own process for it has started and waits
   * for, by its name: PAM runs it (pam_exec(8)), or sshd asks it for keys.
   */
  'server.waits': { readonly program: string };
  /**
   * The last login of this user that was accepted has a session whose start is not over `seconds` after it began: of `shell`, the
   * shell of sshwhy's own login, which had but one word to say, or of `rc`, ~/.ssh/rc or /etc/ssh/sshrc, which sshd runs first. At
   * its end `program` waits, in `channel` of the kernel (proc_pid_wchan(5)), and for an answer of the socket `to`. Never covered.
   */
  'server.starting': {
    readonly of: 'shell' | 'rc';
    readonly seconds: number;
    readonly program: string;
    readonly channel: string;
    readonly to?: string;
  };
  /** A line of a list of keys that sshd reads for this account, as sshd(8) AUTHORIZED_KEYS FILE FORMAT has it. */
  'server.key': {
    readonly list: string;
    readonly line: number;
    readonly type: string;
    readonly fingerprint: string;
    readonly bar?: KeyBar;
    /** The line has `command=`: the session runs that, whatever is asked for. `an-end`: it is one that does nothing but end. */
    readonly forces?: 'a-command' | 'an-end';
  };
  /**
   * All lists of keys of the account at once: stated only when each was read whole. `none`: not one line lets this login in,
   * for the reason `because`. `others`: an authority or a command may vouch for keys besides; with `certificates` it is
   * authorities alone, which vouch for nothing else.
   */
  'server.keys': {
    readonly is: 'some' | 'none';
    readonly because?: KeyBar | 'missing' | 'empty' | 'damaged';
    readonly others: boolean;
    readonly certificates?: true;
  };
  /** An authority whose certificates may open this account: by TrustedUserCAKeys, or by a line of a list of keys. */
  'server.authority': { readonly fingerprint: string };
  /** One connection of this user that sshd's log tells from its beginning to its end. */
  'sshd.login': {
    readonly end: 'accepted' | 'left' | 'too-many';
    /** How many passwords, or answers to questions of PAM, it logs as wrong. It logs each one. */
    readonly passwords: number;
    /** PAM has closed the session of it, so PAM had opened it before: its modules did not refuse. */
    readonly session?: 'closed';
  };
  /** A rule of PAM for sshd that lets this login not pass, whatever the others say (pam.conf(5)). */
  'server.pam': {
    readonly phase: 'auth' | 'account' | 'session';
    readonly module: string;
    readonly text: string;
  };
  /**
   * A rule of PAM for sshd that may refuse an account by what it was told itself, and says nothing of it. The other rules of its phase
   * are of modules that log why they refuse, or judge what is known of the account.
   */
  'server.pam-silent': { readonly phase: 'account'; readonly module: string; readonly text: string };
  /** A limit of limits.conf(5) that holds for this account. `reached`: one login more is too many, or its shell is, or no shell can start under it. */
  'server.limit': {
    readonly item: 'nproc' | 'maxlogins' | 'maxsyslogins' | 'as' | 'data' | 'nofile' | 'stack';
    readonly max: number;
    readonly reached: boolean;
  };
  /** What the account's shell reads before the command of a session; `nothing`: no file, or only to turn back at once. */
  'server.shell-start': { readonly reads: 'nothing' | 'files' };
  /** A start-up file of the shell that ends it, or prints, in a line that no condition guards. */
  'server.shell-file': { readonly path: string; readonly line: number; readonly does: 'ends' | 'prints' };
  'server.resource': {
    readonly what:
      | 'disk'
      | 'inodes'
      | 'memory'
      | 'cpu'
      | 'startups'
      | 'pids'
      | 'fds'
      | 'load'
      | 'conntrack'
      | 'backlog'
      | 'entropy'
      | 'clock';
    readonly state: 'ok' | 'short' | 'exhausted';
    readonly text: string;
  };
  /** A daemon that runs, or a list of the firewall that packets to other ports fill, opens this port to who knocks. Never covered. */
  'server.knock': { readonly tool: 'knockd' | 'fwknopd' | 'recent' | 'ipset' | 'nftables'; readonly port: number };
  'server.ban': { readonly by: string; readonly address: string };
  /**
   * By a ban daemon's own log it has banned the client's address within the last minutes, `bans` times, and `lifted` so many
   * of the bans. Never covered.
   */
  'server.banned': { readonly by: string; readonly address: string; readonly bans: number; readonly lifted: number };
  /** What is younger than the last login that worked; without one, than two days. `at`: ms since the epoch. Never covered. */
  'server.change': { readonly what: 'package' | 'file' | 'unit'; readonly name: string; readonly at: number };
  'server.state': { readonly is: 'running' | 'booting' | 'emergency' | 'off'; readonly text: string };
  /**
   * The server's rules stop what comes from an address that the jump host is known by at the client. Nothing shows that the server
   * sees it by that one, and from another it might be let in. What is admitted is not told. Never covered.
   */
  'firewall.hop': { readonly address: string; readonly action: 'drop' | 'reject'; readonly rule: string };
  /**
   * Rules that were shown stop it, if the packets meet them: another zone, group or machine may be the one. Or a packet filter has
   * logged that it stopped one, and not for which rule: a ban may be the reason. What they admit is not told. Never covered.
   */
  'firewall.likely': {
    readonly where: 'server' | 'path' | 'cloud';
    readonly action: 'drop' | 'reject';
    readonly rule: string;
  };
  'firewall.decision': {
    readonly where: 'client' | 'server' | 'path' | 'cloud';
    /** `inspect`: the rule looks into packets, has stopped some, and nobody knows whether it stops these. */
    readonly action: 'accept' | 'drop' | 'reject' | 'redirect' | 'limit' | 'inspect';
    /**
     * `ack`: what the client sends behind its first packet; `line-in`, `line-out`: the packet in which the client, or the server,
     * identifies itself, where a rule stops it for what is in it; `rest-in`, `rest-out`: anything that the end sends.
     */
    readonly hook: 'in' | 'out' | 'ack' | 'line-in' | 'line-out' | 'rest-in' | 'rest-out' | 'nat';
    /** Behind the chain that it stands in; at its end, in brackets, the setting of the tool that made it, where one is known. */
    readonly rule: string;
    /** The kernel's own list has the client over the limit. */
    readonly over?: true;
    /** It leads to a port of the server itself, at which nobody listens. */
    readonly empty?: true;
    /** Whoever comes, by whichever interface. */
    readonly anybody?: true;
    /** The program that listens at the port of the server itself that it leads to, where that is known. */
    readonly taker?: string;
  };
}

/**
 * Why a key that stands on the list opens nothing: `algorithm`: sshd takes no signature of its type; `option`: one of its
 * options is unknown to sshd, or lacks its value, and the line is passed over.
 */
export type KeyBar = 'from' | 'expiry-time' | 'algorithm' | 'authority' | 'option';
