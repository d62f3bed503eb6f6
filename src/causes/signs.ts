import { all, any, not, seen, stopsAt, symptom } from '../infer/sign.ts';
import type { Sign } from '../model/sign.ts';
import type { Symptom } from '../model/stage.ts';

/* What several causes ask in the same words. */

/** A socket that takes connections at each address of its host. */
export const anyAddress: RegExp = /^(?:0\.0\.0\.0|\*|\[?::\]?)$/;

/** Addresses, with brackets or without, that lead to the machine which dials them, and all others. */
export const onLoopback: RegExp = /^(127\.|\[?::1(\]|$))/;
export const beyondLoopback: RegExp = /^(?!127\.|\[?::1(\]|$)|localhost$)/;

/** A line that only a running sshd writes, when it takes no more connections for now (sshd.c, drop_connection). */
export const sshdIsFull: Sign = seen('identification.line', { text: /^Exceeded MaxStartups/ });

/** The same, and what sshd says since 9.8 to a source that it penalises. */
export const sshdTurnsAway: Sign = seen('identification.line', {
  text: /^(?:Exceeded MaxStartups|Not allowed at this time)/,
});

/**
 * PAM refuses the account, after the key or password was right. A login by keyboard-interactive is told in the words of an
 * account that has run out, whichever module refuses (auth-pam.c, sshpam_thread).
 */
export const accountRefused: Sign = seen('sshd.log', {
  message:
    /^(?:fatal: )?Access denied for user .+ by PAM account configuration|^(?:error: )?PAM: User account has expired for /,
});

/** Most libraries say the same of a host key that is new and of one that has changed. */
export const saysLittle: Sign = seen('hostkey.check', {
  result: 'failed',
  text: /^(?!Host key verification failed|KnownHostsCommand |Error checking )/,
});

/** The kernel of the host answers for a port that nobody uses, and for this one nobody does: no filter drops all. */
export const silentBesideOthers: Sign = all(
  symptom('tcp.timeout'),
  seen('tcp.control', { unused: true, outcome: 'refused', answer: 'rst' }),
);

/** Nothing of the host answers what is new to it: not this port, not others, not a ping. */
export const silentAltogether: Sign = all(
  symptom('tcp.timeout'),
  seen('tcp.control', { unused: true, outcome: 'timeout' }),
  not(seen('host.alive')),
);

/** The refusal is an ICMP message. A host answers for a closed TCP port with RST (RFC 9293 §3.10.7), so a rule sent it. */
export const refusedByIcmp: Sign = all(
  any(seen('tcp.connect', { answer: 'icmp' }), seen('attempt', { answer: 'icmp' })),
  not(seen('tcp.connect', { answer: 'rst' })),
);

/**
 * The server's rules let the client's connection in, or its answers out. The server was asked about one address: without the
 * client's end nobody knows that the connection comes from it.
 */
export const serverAdmits = (hook: 'in' | 'out'): Sign =>
  all(seen('symptom'), seen('firewall.decision', { where: 'server', action: 'accept', hook }));

/** The server would not refuse, and it was not its own address that did: another machine, or one that should lead on to it. */
export const refusedElsewhere: Sign = all(
  symptom('tcp.refused'),
  seen('server.addressed', { by: 'dialled', is: ['near', 'elsewhere'] }),
  seen('server.reach', { listening: 'yes' }),
  serverAdmits('in'),
);

/** The sshd of this server has logged the very connection that failed: neither another machine nor another program took it. */
export const cameToSshd: Sign = all(
  seen('connection.logged'),
  stopsAt('identification', 'kex'),
  not(seen('attempts.rate', { turns: { min: 2 } })),
);

/** A SYN of the client waits in the server's own table at the port that was dialled: the connection leads to the right place. */
export const synArrived: Sign = all(symptom('tcp.timeout'), seen('server.half-open'));

/** A capture there stayed empty while the client tried. */
export const nothingComes: Sign = all(symptom('tcp.timeout'), seen('server.arrivals', { packets: { max: 0 } }));

/** A capture there has the client's first packets. */
export const captured: Sign = all(symptom('tcp.timeout'), seen('server.arrivals', { packets: { min: 1 } }));

/** The server would not refuse, and it was its own address that was dialled: somebody on the way answers for it. */
export const refusedOnTheWay: Sign = all(
  symptom('tcp.refused', 'tcp.reset', 'route.prohibited', 'route.unreachable'),
  seen('server.addressed', { by: 'dialled', is: 'own' }),
  seen('server.reach', { listening: 'yes' }),
  serverAdmits('in'),
);

/**
 * The address that was dialled is that of the router in front of the server, which refuses here as at a port that nobody uses;
 * the server takes connections at its own.
 */
export const gatewayRefuses: Sign = all(
  symptom('tcp.refused'),
  seen('server.addressed', { by: 'dialled', is: 'near', gateway: true }),
  not(seen('server.addressed', { by: 'dialled', is: ['own', 'elsewhere'] })),
  seen('tcp.connect', { outcome: 'refused', answer: 'rst' }),
  seen('tcp.control', { unused: true, outcome: 'refused', answer: 'rst' }),
  seen('server.reach', { listening: 'yes' }),
  serverAdmits('in'),
);

/** This machine's own kernel forbids it: no packet left, so nothing on the way or at the other end did it. */
export const stoppedHere: Sign = all(
  symptom('route.prohibited'),
  seen('tcp.connect', { errno: ['EPERM', 'EACCES'], answer: 'local' }),
);

/** Whoever took the connection waited for a first word, and hung up at ours. sshd speaks first. */
export const hangsUpAtOurWords: Sign = seen('identification.end', {
  how: ['closed', 'reset'],
  bytes: 0,
  by: 'socket',
  when: 'in-answer',
});

/**
 * It hangs up at once, each time, and has no word even for somebody who listens first. sshd dies so where it starts anew for
 * each connection. For a limit it has had words since 8.2. FIN or RST says nothing here: they race with the client's first line.
 */
export const endsWordless: Sign = all(
  seen('identification.end', { how: ['closed', 'reset'], bytes: 0, by: 'socket', afterMs: { max: 2000 } }),
  not(hangsUpAtOurWords),
  not(seen('attempts.rate', { share: 'some' })),
);

/** Not a byte came. */
export const mute: Sign = all(
  symptom('identification.silent'),
  seen('identification.end', { how: 'silent', bytes: 0 }),
);

/** The machine is quick to answer elsewhere, so it is this one service that stays silent. */
export const quickElsewhere: Sign = all(
  symptom('identification.silent'),
  seen('tcp.control', { outcome: ['open', 'refused'], ms: { max: 500 } }),
);

/** The server says that it takes the key: it knows the account and has found the key on the account's list. */
export const keyTaken: Sign = seen('auth.key', { result: 'accepted' });

/** It takes the key, and hangs up when it has the signature: that is when the rules of the account are asked. */
export const endsAfterKey: Sign = all(keyTaken, seen('auth.end', { how: ['closed', 'reset'] }));

/** It hangs up before it has named a way of logging in. */
export const endsBeforeMethods: Sign = all(seen('auth.end', { how: ['closed', 'reset'] }), not(seen('auth.method')));

/** Keys alone were tried, and sshd takes none: it asks neither for the rules of PAM nor for a session then. */
export const onlyKeysRefused: Sign = all(
  any(
    seen('auth.end', { how: 'denied', method: 'publickey' }),
    seen('auth.end', { how: 'too-many', method: 'publickey', unoffered: { max: 0 } }),
  ),
  seen('auth.key', { result: 'refused' }),
  not(keyTaken),
);

/** PAM's own word, behind a credential that was taken: sshd then ends the connection. A notice before the login may quote anything. */
export const saidByPam = (text: RegExp): Sign =>
  all(seen('auth.banner', { text }), not(seen('auth.end', { how: 'denied' })));

/** The login is done: all that judges the account before has let it in. */
export const loggedIn: Sign = seen('auth.end', { how: 'success' });

/** A login that is refused has no session: what a session met, another one did. Beside a proof this only weakens it. */
export const ofAnotherSession = (met: Sign): Sign => all(symptom('auth.denied'), met);

/** Somebody ended it, and did not wait for anything. */
export const endsAtOnce: Sign = any(
  seen('auth.end', { how: ['closed', 'reset'], afterMs: { max: 4000 } }),
  seen('session.end', { how: ['closed', 'reset'], afterMs: { max: 4000 } }),
);

/** A device on the way looked for the host and gave up: a rule answers each SYN at once, and SYNs go out at 0, 1 and 3 s. */
export const searchedThere: Sign = seen('tcp.connect', {
  errno: 'EHOSTUNREACH',
  answer: 'icmp',
  ms: { min: 1400, max: 2900 },
});

/** The port's own answer was not there at once: what a ping or a traceroute is told then may be about another flow. */
export const answersLate: Sign = any(searchedThere, seen('tcp.connect', { outcome: 'timeout', by: 'socket' }));

/** Spaced attempts at one address fail and work by turns. */
export const byTurns: Sign = seen('attempts.rate', { turns: { min: 2 } });

/** They do, and some end with one of these symptoms. */
export function failsByTurns(...is: readonly Symptom[]): Sign {
  return all(byTurns, seen('attempt', { ok: false, symptom: is }));
}

/** The session told how it ended: the path and sshd have carried it to its end, and not in some attempts only. */
export const sessionReported: Sign = all(seen('session.end', { status: { min: 0, max: 254 } }), not(byTurns));

/** A program at the port that is neither an SSH server nor starts one for each connection. */
export const otherProgram: RegExp = /^(?!sshd|dropbear|tinysshd|lsh|systemd$|x?inetd|tcpsvd|tcpserver|s6-)./;

/** Each second or each third fails: somebody counts, and hands each connection on to the next of several servers. */
export const inRotation: Sign = seen('attempts.rate', { every: { min: 2 } });

/** Since 8.2 sshd says so when it drops for MaxStartups; from 9.8 on in other words (sshd.c, drop_connection). */
export const saysMaxStartups: Sign = seen('identification.version', {
  software: /^OpenSSH_(?:8\.[2-9]|9\.[0-7])(?!\d)/,
});

/** The methods that the server names at the end have no keys among them: none was asked for. */
export const wantsNoKeys: Sign = seen('auth.end', { how: 'denied', text: /Permission denied \((?!\S*publickey)[a-z]/ });

/** For this login sshd does not mind who may write to the account's home and its lists. */
export const mindsNoModes: Sign = all(
  seen('server.setting', { keyword: 'strictmodes', value: 'no' }),
  not(seen('server.setting', { keyword: 'strictmodes', value: 'yes' })),
);

/** What may let keys in besides the lists does not bear on these: nothing does, or it vouches for certificates alone. */
export const onlyListsCount: Sign = any(
  seen('server.keys', { others: false }),
  all(
    seen('server.keys', { certificates: true }),
    any(
      not(seen('auth.key', { type: /cert/i })),
      all(
        seen('certificate.authority', { is: 'unknown' }),
        not(seen('certificate.authority', { is: 'trusted' })),
        not(seen('auth.key', { type: /cert/i, result: 'accepted' })),
      ),
    ),
  ),
);

/** The server whose state is told is the one that the client has logged in to: its log has the login, or the host key is its own. */
const thisServer: Sign = any(seen('sshd.login', { end: 'accepted' }), seen('hostkey.owner', { is: 'own' }));

/** Nothing that a session needs is used up on the server, and no limit of the account is reached. */
const lacksNothing: Sign = all(
  not(seen('server.resource', { what: ['disk', 'inodes', 'memory', 'pids', 'fds'], state: 'exhausted' })),
  not(seen('server.limit', { reached: true })),
);

/** Nothing is wrong with the account; its password may be locked, which PAM does not mind where a key is sent. */
export const accountInOrder: Sign = any(
  seen('server.account', { state: 'ok' }),
  all(
    seen('server.account', { state: 'locked' }),
    not(seen('server.account', { state: ['missing', 'expired', 'password-expired', 'bad-shell', 'no-shadow'] })),
    seen('server.setting', { keyword: 'usepam', value: 'yes' }),
  ),
);

/**
 * The shell that the account has was started and told how it ended: sshd's own statuses are 255 and, for a session that PAM
 * or nologin refuses, 254 (session.c, do_child). Our command only says a word, and did not come to that.
 */
export const endedByStatus: Sign = all(
  loggedIn,
  thisServer,
  seen('session.end', { unheard: true }),
  any(
    seen('session.end', { status: { max: 253 } }),
    all(seen('session.end', { status: 254 }), seen('sshd.login', { end: 'accepted', session: 'closed' })),
  ),
  accountInOrder,
  seen('server.setting', { keyword: 'chrootdirectory', value: 'none' }),
  lacksNothing,
);

/** The server runs a command of its own choice for this login: by its configuration, or by the line of the key. */
export const forced: Sign = any(
  seen('session.restriction', { what: 'command' }),
  seen('auth.listed', { is: 'forced' }),
  seen('server.setting', { keyword: 'forcecommand', value: /^(?!none$)./ }),
);

/** It runs none: neither is such a command set, nor does the line of the key have one, nor anything else that lets keys in. */
export const notForced: Sign = all(
  thisServer,
  seen('server.setting', { keyword: 'forcecommand', value: 'none' }),
  not(forced),
  any(
    seen('auth.end', { how: 'success', method: ['password', 'keyboard-interactive'] }),
    all(seen('server.keys', { is: 'some' }), onlyListsCount),
  ),
);

/** By sshd's own log a connection of this user was let in. */
export const serverLetIn: Sign = seen('sshd.login', { end: 'accepted' });

/** By sshd's own log this user came, sent no password, and left without a login: it named no account invalid. */
export const serverSawLeave: Sign = seen('sshd.login', { end: 'left', passwords: { max: 0 } });

/** Not one line of the account's lists lets this login in, and nothing else vouches for keys. */
export const noLineOpens: Sign = seen('server.keys', {
  is: 'none',
  because: ['missing', 'empty', 'damaged', 'from', 'expiry-time', 'option'],
  others: false,
});

/** The session of this login starts the account's own shell, outside of any other root. */
export const shellWanted: Sign = not(
  any(
    seen('server.setting', { keyword: 'chrootdirectory', value: /^(?!none$)./ }),
    seen('server.setting', { keyword: 'forcecommand', value: /^internal-sftp\b/ }),
  ),
);

/** A key is what this login is made with: the user names one, or the server takes no password. */
export const keyWanted: Sign = any(
  seen('client.file', { role: 'identity', named: true, state: 'ok' }),
  seen('server.setting', { keyword: 'passwordauthentication', value: 'no' }),
);

/** The login is refused: as the client saw it end, or as the server tells it. */
export const notLetIn: Sign = any(
  symptom('auth.denied', 'auth.failed'),
  all(not(seen('symptom')), seen('auth.end', { how: 'denied' })),
);

/** What goes to the port, or what follows when it is open, gets no answer. */
export const fallsSilent: Sign = symptom(
  'tcp.timeout',
  'identification.silent',
  'kex.silent',
  'auth.silent',
  'session.silent',
);

/**
 * ssh itself ends a login in which nothing came for ServerAliveInterval times ServerAliveCountMax, in words that it has for nothing else
 * there. After a few seconds a server may still be at work.
 */
const inItsWords = { how: 'silent', text: /^Connection to \S+(?: port \d+)? timed out/ } as const;
export const gaveUp: Sign = seen('auth.end', inItsWords);
export const gaveUpSoon: Sign = seen('auth.end', { ...inItsWords, afterMs: { max: 10_000 } });

/** The SYN gets an answer, and it is no. */
export const turnedDown: Sign = symptom(
  'tcp.refused',
  'tcp.reset',
  'tcp.failed',
  'route.prohibited',
  'route.unreachable',
);

/** systemd has started sshd, and it runs. */
export const sshdRuns: Sign = seen('server.unit', { unit: /^sshd?\.service$/, active: 'active' });

/** It ended by itself, or does so at each new start. */
export const sshdFailed: Sign = any(
  seen('server.unit', { unit: /^sshd?(@.*)?\.service$/, active: 'failed' }),
  seen('server.unit', { unit: /^sshd?(@.*)?\.service$/, active: 'activating', result: /^(?!success$)./ }),
);

/** Up to 9.7 each connection loads the keys anew; old releases got as far as the key exchange. */
export const stopsWithoutHostKey: Sign = symptom(
  'tcp.refused',
  'identification.closed',
  'identification.reset',
  'identification.silent',
  'kex.closed',
  'kex.reset',
  'kex.failed',
);

/** sshd says so, or it does not run. */
export const sshdHasNoHostKey: Sign = any(
  seen('sshd.log', { message: /^(sshd: )?no hostkeys available -- exiting/ }),
  sshdFailed,
  all(
    seen('server.config-check', { ok: false, text: /no hostkeys available/ }),
    not(seen('server.listener', { owner: /^sshd/ })),
  ),
);

/**
 * sshd has read its configuration to the end and has found it good, and has loaded its host keys: only then does it ask for its
 * directory, which comes and goes with its unit (sshd.c, main).
 */
export const configPasses: Sign = any(
  seen('server.config-check', { ok: true }),
  seen('server.config-check', { ok: false, text: /^Missing privilege separation directory: / }),
);

/** What sshd says of a configuration that it refuses. Deprecated and unsupported options are told with a line as well, and it goes on. */
export const configRefused: RegExp =
  /^(error: |fatal: )?((\/\S*(sshd_config|opensshserver)\S*|command-line):? (line \d+:? (?!Deprecated option|Unsupported option)\S|terminating, \d+ bad)|AuthenticationMethods cannot be satisfied|Authorized(Keys|Principals)Command set without|bad addr or host: |Configuration file is too large|Too many recursive configuration includes)/;

/** The unit of sshd is stopped, and nothing else starts one for each connection: what sshd would say of a start is no matter. */
export const nothingStartsIt: Sign = all(
  seen('server.unit', { unit: /^sshd?\.service$/, load: 'loaded', active: 'inactive' }),
  not(seen('server.unit', { unit: /^sshd?\.socket$/, active: 'active' })),
  any(symptom('tcp.refused'), not(seen('server.listener', { owner: /^(?:x?inetd|tcpsvd|tcpserver|s6-)/ }))),
);
