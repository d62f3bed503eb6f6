/*
 * The engine beside the real sshd of several releases: generated configurations, and `sshd -T -C` of each. A few by
 * themselves; SSHWHY_CONFIGS=2000 as many for each release, SSHWHY_SEED to see a failure again.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Answer, account, askAll, type Question, type RealSshd, realSshds } from '../test/lab/sshd-trees.ts';
import { seed } from '../test/seed.ts';
import { type Configuration, effectiveConfig, type Login } from './effective.ts';

const count = Number(process.env['SSHWHY_CONFIGS'] ?? 60);

const login: Login = {
  user: account,
  groups: [account],
  host: 'desk.example',
  address: '192.0.2.7',
  localAddress: '198.51.100.2',
  localPort: 22,
  rdomain: '',
  exists: true,
};
/** `sshd -T` takes nobody for an invalid user unless it is told so. */
const someone: Login = { ...login, user: 'nobody-here', groups: [], address: '2001:db8::7' };

function specOf({ user, host, address, localAddress, localPort }: Login): string {
  return `user=${user},host=${host},addr=${address},laddr=${localAddress},lport=${localPort}`;
}

const flag = ['yes', 'no', 'Yes', '"no"'];
const lists = ['a', 'b c', 'alice', '"d e"', 'a?c *', '!x,y'];
/** Arguments of each keyword; what sshd refuses among what it takes. */
const everywhere: Readonly<Record<string, readonly string[]>> = {
  permitrootlogin: ['yes', 'no', 'prohibit-password', 'without-password', 'forced-commands-only', 'maybe'],
  hostbasedauthentication: flag,
  pubkeyauthentication: flag,
  passwordauthentication: flag,
  kbdinteractiveauthentication: flag,
  gssapiauthentication: flag,
  kerberosauthentication: flag,
  x11forwarding: flag,
  x11uselocalhost: flag,
  permittty: flag,
  permituserrc: flag,
  permitemptypasswords: flag,
  allowagentforwarding: flag,
  disableforwarding: flag,
  streamlocalbindunlink: flag,
  exposeauthinfo: flag,
  hostbasedusesnamefrompacketonly: flag,
  refuseconnection: flag,
  ignorerhosts: [...flag, 'shosts-only'],
  gatewayports: [...flag, 'clientspecified'],
  allowtcpforwarding: [...flag, 'all', 'remote', 'LOCAL'],
  allowstreamlocalforwarding: [...flag, 'all', 'remote', 'local'],
  permittunnel: ['yes', 'no', 'ethernet', 'point-to-point', 'YES'],
  maxauthtries: ['3', '007', '+4', '-1', '3x', '4 # four', '99999999999'],
  maxsessions: ['0', '5', '20'],
  x11displayoffset: ['7', '11'],
  clientalivecountmax: ['0', '4'],
  requiredrsasize: ['2048', '4096'],
  clientaliveinterval: ['30', '1m30', '2h', '5z'],
  unusedconnectiontimeout: ['none', '5m', '0', 'NONE'],
  streamlocalbindmask: ['0111', '0', '17x', '9'],
  rekeylimit: ['1G', '1G 1h', 'default 2h', '512M none', '15', '1.5M', '1K 2 3'],
  ipqos: ['af11', 'cs1 cs2', 'EF none', 'le', 'cs9'],
  banner: ['/a', 'none', '"/a b"', '/a#b', '/a #b', '/a b', "'/c d'", '/e\\ f', '"/unclosed', '""'],
  trustedusercakeys: ['/ca', 'none'],
  revokedkeys: ['/r'],
  authorizedprincipalsfile: ['/p/%u', 'none', 'relative'],
  chrootdirectory: ['/srv', 'none', '%h'],
  authorizedkeyscommanduser: ['nobody', 'keys'],
  pamservicename: ['ssh', 'sshd2'],
  forcecommand: ['ls -l', 'internal-sftp', 'none', '"a  b" c # d', 'a=b'],
  casignaturealgorithms: ['ssh-ed25519', 'rsa-sha2-512'],
  pubkeyacceptedkeytypes: ['ssh-ed25519', 'rsa-sha2-512,rsa-sha2-256', '+ssh-rsa'],
  pubkeyacceptedalgorithms: ['ssh-ed25519', 'rsa-sha2-512'],
  hostbasedacceptedkeytypes: ['ssh-ed25519', '-ssh-rsa'],
  loglevel: ['quiet', 'INFO', 'debug1', 'DEBUG3', 'VERBOSE', 'loud'],
  pubkeyauthoptions: ['none', 'touch-required', 'verify-required touch-required', 'pin'],
  allowusers: [...lists, 'a@192.0.2.0/24', 'a@192.0.2.1/24', 'a#b c', 'a=b'],
  denyusers: [...lists, ''],
  allowgroups: lists,
  denygroups: lists,
  acceptenv: ['LANG', 'LC_* A', 'B=c', 'X # y'],
  setenv: ['A=1', 'B=2 C=3', 'A=1 A=2', '"D=e f"', 'G'],
  authorizedkeysfile: ['.ssh/authorized_keys', '/etc/keys/%u .ssh/k', 'none', '"a b" c'],
  authenticationmethods: ['publickey', 'publickey,password any', 'any', 'publickey password', 'magic', 'any any'],
  permitopen: ['any', 'none', 'a:1 b:*', '[::1]:22', 'a', 'a:0', 'any a:1'],
  permitlisten: ['any', '80 b:2', 'none', '*', '*:*'],
  channeltimeout: ['none', 'session=5m *=0', 'session'],
  logverbose: ['a', 'b c'],
  rsaauthentication: ['yes'],
};
const outside: Readonly<Record<string, readonly string[]>> = {
  usepam: flag,
  printmotd: flag,
  printlastlog: flag,
  ignoreuserknownhosts: flag,
  strictmodes: flag,
  tcpkeepalive: flag,
  keepalive: flag,
  usedns: flag,
  debianbanner: flag,
  dsaauthentication: flag,
  challengeresponseauthentication: flag,
  skeyauthentication: flag,
  kerberosorlocalpasswd: flag,
  gssapicleanupcreds: flag,
  gssapikeyexchange: flag,
  compression: ['yes', 'no', 'delayed'],
  addressfamily: ['any', 'inet', 'inet6'],
  logingracetime: ['0', '1m', '1h30m5', '2w', '-1'],
  port: ['22', '2222', 'ssh', '0', '65536'],
  listenaddress: ['127.0.0.1', '0.0.0.0:99', '[::1]:22', '::', '127.0.0.1:'],
  maxstartups: ['10:30:60', '3:50:9', '9:3:5', '10:30', '4'],
  persourcemaxstartups: ['none', '5', '9'],
  persourcenetblocksize: ['24:56', '32:64', '33:1'],
  hostkey: ['/etc/ssh/ssh_host_ed25519_key', '/etc/ssh/./ssh_host_ed25519_key'],
  pidfile: ['/run/a.pid', 'none'],
  xauthlocation: ['/usr/bin/xauth', '/x'],
  versionaddendum: ['here', 'a b', 'none', 'c # d'],
  ciphers: ['aes128-ctr', 'aes256-ctr,aes128-ctr'],
  macs: ['hmac-sha2-256'],
  syslogfacility: ['AUTHPRIV', 'local0', 'mail'],
  fingerprinthash: ['md5', 'SHA256', 'sha3'],
  permituserenvironment: ['yes', 'no', 'LANG,A*'],
  persourcepenaltyexemptlist: ['192.0.2.0/24'],
  subsystem: ['sftp internal-sftp', 'sftp "/a b" -l INFO', 'other /bin/o  x', 'sftp'],
  authorizedkeyscommand: ['/bin/keys %u', 'none', 'keys'],
  protocol: ['2'],
  uselogin: ['no'],
  nosuchkeyword: ['1'],
};
const criteria = [
  ...[
    'all',
    'User alice',
    'user bob',
    'User a*,!alice',
    'user=alice',
    'USER "alice"',
    'User !bob,*',
    'user alice # me',
  ],
  ...['Group alice', 'group !alice,*', 'Group admins,a?ice', 'Host *.example', 'host DESK.*', 'Host !desk.example,*'],
  ...[
    'Address 192.0.2.0/24',
    'address 192.0.2.*',
    'Address !192.0.2.7,192.0.2.0/24',
    'Address 2001:db8::/32,10.0.0.0/8',
  ],
  ...[
    'Address 192.0.2.7/24',
    'LocalAddress 198.51.100.2',
    'LocalPort 22',
    'LocalPort 2222',
    'LocalPort x',
    'RDomain *',
  ],
  ...['User alice Address 192.0.2.*', 'User alice host=desk.example', 'Invalid-User', 'User', 'bad x', 'all all'],
  ...["User 'alice'", 'User alice,bob', 'User = alice', 'User "al ice",alice', 'Address 192.0.2.7,', 'user bob all'],
];
const plainCriteria = criteria.slice(0, 18);
const names = [
  '/etc/ssh/sshd_config.d/10-a.conf',
  '/etc/ssh/sshd_config.d/9-b.conf',
  '/etc/ssh/extra',
  '/etc/ssh/.hidden.conf',
];
const includes = [
  ...['/etc/ssh/sshd_config.d/*.conf', 'sshd_config.d/*.conf', 'extra', 'extra sshd_config.d/1*', '/etc/ssh/none.conf'],
  ...['"sshd_config.d/*.conf"', '/etc/ssh/*', 'sshd_config.d/[!1]*.conf'],
];

/** Mostly as a person writes it, at times with a blank, a quote or a sign where it may stand. */
function written(keyword: string, value: string): fc.Arbitrary<string> {
  const word = fc.oneof(
    { weight: 4, arbitrary: fc.constant(keyword) },
    { weight: 2, arbitrary: fc.constant(keyword.toUpperCase()) },
    { weight: 1, arbitrary: fc.constant(`"${keyword}"`) },
  );
  const between = fc.constantFrom(' ', ' ', ' ', ' ', '\t', '  ', '=', ' = ', '= ');
  const around = fc.constantFrom(['', ''], ['', ''], ['  ', ''], ['\t', ' '], ['', ' \r'], ['', '\f']);
  return fc.tuple(word, between, around).map(([w, b, [before, after]]) => `${before}${w}${b}${value}${after}`);
}

function lineOf(table: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<string> {
  return fc
    .constantFrom(...Object.keys(table))
    .chain((keyword) => fc.constantFrom(...(table[keyword] ?? [])).chain((value) => written(keyword, value)));
}

/** Values that sshd takes, so that most configurations are taken. */
function fine(table: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, readonly string[]>> {
  const never =
    /^(maybe|-1|3x|99999999999|5z|9|15|1K 2 3|cs9|\/a b|'\/c d'|\/e\\ f|"\/unclosed|""|loud|pin|a@192.0.2.1\/24|B=c|G|magic|any any|publickey,password any|a|a:0|any a:1|session|sha3|mail|33:1|9:3:5|10:30|127.0.0.1:|0|65536|keys|YES|)$/;
  const kept = Object.entries(table)
    .filter(([keyword]) => keyword !== 'nosuchkeyword')
    .map(([keyword, all]) => [keyword, all.filter((value) => !never.test(value))] as const);
  return Object.fromEntries(kept.filter(([, all]) => all.length > 0));
}

/** The same few keywords often, so that they meet. */
function few(
  table: Readonly<Record<string, readonly string[]>>,
  words: string,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(table).filter(([keyword]) => new RegExp(`^(${words})$`).test(keyword)));
}
const often =
  'passwordauthentication|pubkeyauthentication|permitrootlogin|allowusers|acceptenv|x11forwarding|maxsessions|rekeylimit';

function linesOf(release: number, block: boolean): fc.Arbitrary<string> {
  const can = few(everywhere, knownWords(release, Object.keys(everywhere)));
  const main = few(outside, knownWords(release, Object.keys(outside)));
  const inner = [
    { weight: 50, arbitrary: lineOf(few(fine(can), often)) },
    { weight: 40, arbitrary: lineOf(fine(can)) },
    { weight: 4, arbitrary: fc.constantFrom('', '# a comment', '   ', '#x y') },
  ];
  const bad = [{ weight: 1, arbitrary: lineOf({ ...can, ...outside }) }];
  return fc.oneof(...inner, ...(block ? bad : [{ weight: 30, arbitrary: lineOf(fine(main)) }]), {
    weight: 1,
    arbitrary: lineOf(can),
  });
}

const news: Readonly<Record<string, number>> = {
  pubkeyacceptedalgorithms: 805,
  logverbose: 805,
  persourcemaxstartups: 805,
  persourcenetblocksize: 805,
  requiredrsasize: 901,
  channeltimeout: 902,
  unusedconnectiontimeout: 902,
  persourcepenaltyexemptlist: 908,
  pamservicename: 908,
  refuseconnection: 909,
};

function knownWords(release: number, words: readonly string[]): string {
  return words.filter((word) => (news[word] ?? 0) <= release).join('|');
}

function fileOf(release: number): fc.Arbitrary<string> {
  const include = fc.constantFrom(...includes).map((value) => `Include ${value}`);
  const body = (block: boolean): fc.Arbitrary<readonly string[]> =>
    fc.array(fc.oneof({ weight: 8, arbitrary: linesOf(release, block) }, { weight: 1, arbitrary: include }), {
      maxLength: 6,
    });
  const head = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...plainCriteria) },
    { weight: 1, arbitrary: fc.constantFrom(...criteria) },
  );
  const block = fc.tuple(head, body(true)).map(([match, lines]) => [`Match ${match}`, ...lines]);
  return fc
    .tuple(body(false), fc.array(block, { maxLength: 3 }), fc.boolean())
    .map(([lines, blocks, end]) => `${[...lines, ...blocks.flat()].join('\n')}${end ? '\n' : ''}`);
}

function configuration(release: number): fc.Arbitrary<Question & { readonly login: Login }> {
  const parts = fc.array(fc.tuple(fc.constantFrom(...names), fileOf(release)), { maxLength: 3 });
  return fc.tuple(fileOf(release), parts, fc.constantFrom(login, login, login, someone)).map(([main, more, who]) => ({
    files: new Map([...more, ['/etc/ssh/sshd_config', main]]),
    spec: specOf(who),
    login: who,
  }));
}

type Dump = ReadonlyMap<string, readonly string[]>;

function dumpOf(lines: readonly string[]): Dump {
  const map = new Map<string, string[]>();
  for (const line of lines) {
    const [, keyword = '', value = ''] = /^(\S+) ?(.*)$/.exec(line) ?? [];
    map.set(keyword, [...(map.get(keyword) ?? []), value]);
  }
  return map;
}

/** What `sshd -T` should print, but for what the engine leaves to it. */
function expected(base: Dump, { effective }: Configuration): Dump {
  const map = new Map(base);
  for (const { keyword, values } of effective) {
    if (values.some(({ roughly }) => roughly)) map.delete(keyword);
    else if (values.every(({ value }) => value === 'none') && !base.has(keyword)) map.delete(keyword);
    else
      map.set(
        keyword,
        values.map(({ value }) => value),
      );
  }
  const set = new Set(effective.map(({ keyword }) => keyword));
  // With no line of its own it follows others.
  if (!set.has('listenaddress')) map.delete('listenaddress');
  // Up to 9.2 it is not printed.
  if (!base.has('debianbanner')) map.delete('debianbanner');
  return map;
}

function disagreement(base: Dump, answer: Answer, found: Configuration): string | null {
  if (found.refusals.length > 0) {
    return answer.status === 0 ? `sshd takes what is refused here: ${JSON.stringify(found.refusals)}` : null;
  }
  if (answer.status !== 0) return `sshd refuses it: ${answer.errors.trim().split('\n').at(-1)}`;
  if (found.effective.some(({ known }) => !known)) return `unknown: ${JSON.stringify(found.effective)}`;
  const real = dumpOf(answer.lines);
  const wrong = [...expected(base, found)].filter(
    ([keyword, values]) => values.join('\n') !== real.get(keyword)?.join('\n'),
  );
  return wrong.length === 0 ? null : wrong.map(([k, v]) => `${k}: here ${v}, sshd ${real.get(k)}`).join('\n');
}

const { found, why } = realSshds();

for (const sshd of found) {
  test(`agrees with sshd of ${sshd.name} on ${count} configurations, seed ${seed}`, (t) => {
    const all = fc.sample(configuration(sshd.release), { numRuns: count, seed });
    const wrong = compare(sshd, all);
    t.diagnostic(`${wrong.taken} of ${all.length} were taken`);
    assert.deepEqual(wrong.told, []);
    assert.ok(wrong.taken > all.length / 3);
  });
}
if (found.length === 0) test('agrees with the real sshd', { skip: why }, () => {});

function compare(
  sshd: RealSshd,
  all: readonly (Question & { readonly login: Login })[],
): { readonly told: readonly string[]; readonly taken: number } {
  const empty = { files: new Map([['/etc/ssh/sshd_config', '']]), spec: specOf(login) };
  const [first, ...answers] = askAll(sshd, [empty, ...all]);
  const base = dumpOf(first?.lines ?? []);
  const told = all.flatMap(({ files, login }, i) => {
    const answer = answers[i];
    if (answer === undefined) return ['no answer'];
    // 10.0 crashes on two subsystems in Match blocks.
    if (answer.errors.includes('Segmentation fault') || answer.status === 139) return [];
    const what = disagreement(base, answer, effectiveConfig({ texts: files }, login, sshd.release));
    return what === null
      ? []
      : [`${what}\n${login.user}\n${[...files].map(([path, text]) => `--- ${path}\n${text}`).join('\n')}`];
  });
  return { told: told.slice(0, 5), taken: answers.filter(({ status }) => status === 0).length };
}
