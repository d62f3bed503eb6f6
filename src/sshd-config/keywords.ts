/*
 * The keywords of sshd_config(5) from OpenSSH 8.4 to 10.0, as the table in servconf.c has them: found out of the
 * programs themselves, and held to them by differential.test.ts.
 */

/** How a keyword reads its arguments: values.ts. */
export type Kind =
  | { readonly is: 'one-of'; readonly words: Readonly<Record<string, string>>; readonly exact?: true }
  | { readonly is: 'users' | 'groups' | 'env' | 'setenv' | 'files' | 'methods' | 'permit' | 'timeouts' | 'strings' }
  | { readonly is: 'int' | 'time' | 'time-or-none' | 'port' | 'listen' | 'mask' | 'rekey' | 'qos' | 'startups' }
  | { readonly is: 'netblock' | 'int-or-none' | 'file' | 'word' | 'rest' | 'version' | 'command' | 'algorithms' }
  | { readonly is: 'facility' | 'level' | 'hash' | 'subsystem' | 'user-environment' | 'key-options' | 'penalties' }
  | { readonly is: 'refused' };

/** What counts when a keyword comes twice. */
export type Merge = 'first' | 'last' | 'add';

export interface Keyword {
  /** As `sshd -T` prints it. */
  readonly name: string;
  readonly kind: Kind;
  readonly merge: Merge;
  /** It may stand in a Match block. */
  readonly inMatch: boolean;
  /** What stands in a Match block comes to nothing all the same. */
  readonly lostInMatch?: true;
}

/** Of the file's own structure, or without any effect. */
export type Found = Keyword | 'match' | 'include' | 'ignored' | 'ignored-in-match' | null;

const flag: Kind = { is: 'one-of', words: { yes: 'yes', no: 'no' } };
const forwarding: Kind = {
  is: 'one-of',
  words: { yes: 'yes', all: 'yes', no: 'no', remote: 'remote', local: 'local' },
};

const flags =
  'usepam printmotd printlastlog ignoreuserknownhosts strictmodes tcpkeepalive usedns debianbanner kerberosorlocalpasswd kerberosticketcleanup gssapicleanupcredentials gssapikeyexchange gssapistrictacceptorcheck gssapistorecredentialsonrekey';
const matchFlags =
  'hostbasedauthentication hostbasedusesnamefrompacketonly pubkeyauthentication kerberosauthentication gssapiauthentication passwordauthentication kbdinteractiveauthentication x11forwarding x11uselocalhost permittty permituserrc permitemptypasswords allowagentforwarding disableforwarding streamlocalbindunlink exposeauthinfo refuseconnection';
const kinds: readonly (readonly [names: string, kind: Kind, inMatch: boolean, merge?: Merge])[] = [
  [flags, flag, false],
  [matchFlags, flag, true],
  ['addressfamily', { is: 'one-of', words: { inet: 'inet', inet6: 'inet6', any: 'any' } }, false],
  [
    'permitrootlogin',
    {
      is: 'one-of',
      words: {
        'without-password': 'without-password',
        'prohibit-password': 'without-password',
        'forced-commands-only': 'forced-commands-only',
        yes: 'yes',
        no: 'no',
      },
    },
    true,
  ],
  ['ignorerhosts', { is: 'one-of', words: { yes: 'yes', no: 'no', 'shosts-only': 'shosts-only' } }, true],
  ['compression', { is: 'one-of', words: { yes: 'yes', delayed: 'yes', no: 'no' } }, false],
  ['gatewayports', { is: 'one-of', words: { clientspecified: 'clientspecified', yes: 'yes', no: 'no' } }, true],
  [
    'permittunnel',
    {
      is: 'one-of',
      words: { no: 'no', 'point-to-point': 'point-to-point', ethernet: 'ethernet', yes: 'yes' },
      exact: true,
    },
    true,
  ],
  ['allowtcpforwarding allowstreamlocalforwarding', forwarding, true],
  ['x11displayoffset maxauthtries maxsessions clientalivecountmax requiredrsasize', { is: 'int' }, true],
  ['logingracetime', { is: 'time' }, false],
  ['clientaliveinterval', { is: 'time' }, true],
  ['unusedconnectiontimeout', { is: 'time-or-none' }, true],
  ['port', { is: 'port' }, false, 'add'],
  ['listenaddress', { is: 'listen' }, false, 'add'],
  ['streamlocalbindmask', { is: 'mask' }, true, 'last'],
  ['rekeylimit', { is: 'rekey' }, true],
  ['ipqos', { is: 'qos' }, true, 'last'],
  ['maxstartups', { is: 'startups' }, false, 'last'],
  ['persourcenetblocksize', { is: 'netblock' }, false, 'last'],
  ['persourcemaxstartups', { is: 'int-or-none' }, false],
  ['hostkey hostcertificate', { is: 'file' }, false, 'add'],
  [
    'pidfile modulifile xauthlocation hostkeyagent securitykeyprovider sshdsessionpath sshdauthpath',
    { is: 'file' },
    false,
  ],
  ['banner trustedusercakeys revokedkeys authorizedprincipalsfile', { is: 'file' }, true],
  ['chrootdirectory authorizedkeyscommanduser authorizedprincipalscommanduser pamservicename', { is: 'word' }, true],
  ['persourcepenaltyexemptlist', { is: 'word' }, false],
  ['forcecommand', { is: 'rest' }, true],
  ['versionaddendum', { is: 'version' }, false],
  ['authorizedkeyscommand authorizedprincipalscommand', { is: 'command' }, true],
  ['ciphers macs kexalgorithms hostkeyalgorithms gssapikexalgorithms', { is: 'algorithms' }, false],
  ['casignaturealgorithms hostbasedacceptedalgorithms pubkeyacceptedalgorithms', { is: 'algorithms' }, true],
  ['syslogfacility', { is: 'facility' }, false],
  ['loglevel', { is: 'level' }, true],
  ['fingerprinthash', { is: 'hash' }, false, 'last'],
  ['permituserenvironment', { is: 'user-environment' }, false],
  ['pubkeyauthoptions', { is: 'key-options' }, true],
  ['persourcepenalties', { is: 'penalties' }, false, 'add'],
  ['allowusers denyusers', { is: 'users' }, true, 'add'],
  ['allowgroups denygroups', { is: 'groups' }, true, 'add'],
  ['acceptenv', { is: 'env' }, true, 'add'],
  ['setenv', { is: 'setenv' }, true],
  ['authorizedkeysfile', { is: 'files' }, true],
  ['authenticationmethods', { is: 'methods' }, true],
  ['permitopen permitlisten', { is: 'permit' }, true],
  ['channeltimeout', { is: 'timeouts' }, true],
  ['logverbose', { is: 'strings' }, true],
  ['rdomain', { is: 'refused' }, true],
  ['subsystem', { is: 'subsystem' }, false, 'add'],
];

const table: ReadonlyMap<string, Keyword> = new Map(
  kinds.flatMap(([names, kind, inMatch, merge = 'first']) =>
    names.split(' ').map((name) => [name, { name, kind, merge, inMatch }] as const),
  ),
);

/** The release that brought it; all others are older than 8.4. */
const since: Readonly<Record<string, number>> = {
  hostbasedacceptedalgorithms: 805,
  pubkeyacceptedalgorithms: 805,
  logverbose: 805,
  persourcemaxstartups: 805,
  persourcenetblocksize: 805,
  modulifile: 805,
  requiredrsasize: 901,
  channeltimeout: 902,
  unusedconnectiontimeout: 902,
  sshdsessionpath: 908,
  persourcepenalties: 908,
  persourcepenaltyexemptlist: 908,
  pamservicename: 908,
  refuseconnection: 909,
  sshdauthpath: 910,
};

const aliases: Readonly<Record<string, string>> = {
  hostdsakey: 'hostkey',
  keepalive: 'tcpkeepalive',
  gssapicleanupcreds: 'gssapicleanupcredentials',
  challengeresponseauthentication: 'kbdinteractiveauthentication',
  skeyauthentication: 'kbdinteractiveauthentication',
  hostbasedacceptedkeytypes: 'hostbasedacceptedalgorithms',
  pubkeyacceptedkeytypes: 'pubkeyacceptedalgorithms',
};

/** sshd says that they are deprecated or not supported, and goes on. */
const ignored = new Set(
  'afstokenpassing checkmail gssapiusesessioncredcache gssusesessionccache kerberosgetafstoken kerberostgtpassing keyregenerationinterval pamauthenticationviakbdint permitblacklistedkeys protocol reversemappingcheck rhostsauthentication serverkeybits uselogin useprivilegeseparation verifyreversemapping'.split(
    ' ',
  ),
);
const ignoredInMatch = new Set(['authorizedkeysfile2', 'rhostsrsaauthentication', 'rsaauthentication']);

/** Challenge-response was a switch of its own before. */
export const oneSwitchSince = 807;

/** What a keyword, in lower case, is to this release: null when it knows none of the name. */
export function keywordOf(word: string, release: number): Found {
  if (word === 'match' || word === 'include') return word;
  if (ignored.has(word)) return 'ignored';
  if (ignoredInMatch.has(word)) return 'ignored-in-match';
  const old = release < oneSwitchSince ? olderKeyword(word, release) : undefined;
  if (old !== undefined) return old;
  // Of one value, but it may stand only where the switch of its old name could.
  if (word === 'dsaauthentication') return { ...named('pubkeyauthentication'), inMatch: false };
  const name = aliases[word] ?? word;
  if (release < (since[name] ?? 0) || !table.has(name)) return null;
  const found = named(name);
  if (name === 'subsystem') return { ...found, inMatch: release >= 905 };
  if (name === 'persourcemaxstartups' && release < 908) return { ...found, merge: 'last' };
  return found;
}

function named(name: string): Keyword {
  return table.get(name) ?? { name, kind: { is: 'word' }, merge: 'first', inMatch: false };
}

/** Undefined where the newer tables hold. */
function olderKeyword(word: string, release: number): Found | undefined {
  if (word === 'skeyauthentication') return 'ignored';
  if (word === 'setenv') return { ...named(word), lostInMatch: true };
  if (word === 'challengeresponseauthentication') return { name: word, kind: flag, merge: 'first', inMatch: false };
  if (release >= 805 || !/^(hostbased|pubkey)acceptedkeytypes$/.test(word)) return undefined;
  return { name: word, kind: { is: 'algorithms' }, merge: 'first', inMatch: true };
}
