/*
 * A pasted ssh_config(5): what it sets for the destination that the text names. The first value that is met holds; what
 * another file may have set before it, or a condition that cannot be looked at from here, leaves a keyword open.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { matchPattern } from '../sshd-config/patterns.ts';
import { dialledIn, factAt, hasMark, linesOf } from './pasted.ts';
import { clean } from './ssh-log/text.ts';
import { typedHosts } from './typed-commands.ts';

export const reader: Reader = {
  id: 'client-config',
  title: 'configuration of ssh',
  knows: [{ program: 'ssh (OpenSSH)', texts: ['ssh_config, ~/.ssh/config'] }],
  recognise,
  read,
};

/** Those of ssh_config(5) that tell more than its words: what may be said for several hosts, or has one value. */
const keywords = new Set(
  (
    'addkeystoagent addressfamily batchmode bindaddress bindinterface casignaturealgorithms canonicaldomains ' +
    'canonicalizefallbacklocal canonicalizehostname canonicalizemaxdots canonicalizepermittedcnames certificatefile ' +
    'challengeresponseauthentication checkhostip ciphers clearallforwardings compression connectionattempts ' +
    'connecttimeout controlmaster controlpath controlpersist dynamicforward enablesshkeysign escapechar ' +
    'exitonforwardfailure fingerprinthash forkafterauthentication forwardagent forwardx11 forwardx11timeout ' +
    'forwardx11trusted gatewayports globalknownhostsfile gssapiauthentication gssapidelegatecredentials hashknownhosts ' +
    'hostbasedauthentication hostkeyalgorithms hostkeyalias hostname identitiesonly identityagent identityfile ' +
    'ignoreunknown include ipqos kbdinteractiveauthentication kexalgorithms knownhostscommand localcommand localforward ' +
    'loglevel logverbose macs nohostauthenticationforlocalhost numberofpasswordprompts passwordauthentication ' +
    'permitlocalcommand pkcs11provider port preferredauthentications proxycommand proxyjump proxyusefdpass ' +
    'pubkeyacceptedalgorithms pubkeyacceptedkeytypes pubkeyauthentication rekeylimit remotecommand remoteforward ' +
    'requesttty requiredrsasize revokedhostkeys sendenv serveralivecountmax serveraliveinterval sessiontype setenv ' +
    'stdinnull streamlocalbindmask streamlocalbindunlink stricthostkeychecking syslogfacility tcpkeepalive tunnel ' +
    'tunneldevice updatehostkeys usekeychain user userknownhostsfile verifyhostkeydns visualhostkey xauthlocation'
  ).split(' '),
);
/** More than one may hold, or only our own attempts tell of it. */
const untold =
  /^(?:batchmode|identityfile|certificatefile|(?:local|remote|dynamic)forward|sendenv|setenv|include|hostname)$/;

interface Setting {
  /** From 0. */
  readonly i: number;
  readonly keyword: string;
  readonly value: string;
}

/** grep(1) puts the name of the file before it. */
const row = /^(?:[\w~./-]*config[\w.-]*:(?:\d+:)?)?\s*"?([a-z]\w*)"?(?:\s*=\s*|\s+)"?([^"\s].*?)"?\s*$/i;

function settingOf(raw: string, i: number): Setting | null {
  const [, word = '', value = ''] = row.exec(clean(raw).slice(0, 1000)) ?? [];
  const keyword = word.toLowerCase();
  const isHead = keyword === 'host' ? /^(?!key )[\w.*?!:% -]*[\w*?]$/.test(value) : keyword === 'match';
  return isHead || keywords.has(keyword) ? { i, keyword, value } : null;
}

const shows =
  /[$#%>] ?(?:sudo )?(?:cat|less|more|type|grep|egrep|rg|bat|head|tail|sed|awk)\b.*(?:\.ssh[\\/]config|ssh_config)/;

/** The settings of each part that is such a file: from its first block, or below the command that shows it, to the last. */
function filesIn(raw: readonly string[]): readonly (readonly Setting[])[] {
  const files: Setting[][] = [];
  let open: Setting[] | null = null;
  raw.forEach((line, i) => {
    const setting = settingOf(line, i);
    if (shows.test(line.slice(0, 1000))) open = start(files);
    else if (setting !== null && open === null && opens(raw, setting)) open = start(files, setting);
    else if (setting !== null && open !== null) open.push(setting);
    else if (!/^\s*(?:#|$)/.test(line)) open = null;
  });
  return files.filter((file) => file.length > 0);
}

function start(files: Setting[][], ...first: readonly Setting[]): Setting[] {
  const file = [...first];
  files.push(file);
  return file;
}

/** A block has something in it: prose may begin with the same word. */
function opens(raw: readonly string[], { keyword, i }: Setting): boolean {
  if (keyword !== 'host' && keyword !== 'match') return false;
  const next = raw.slice(i + 1, i + 6).find((line) => !/^\s*(?:#|$)/.test(line)) ?? '';
  const inside = settingOf(next, i + 1);
  return inside !== null && inside.keyword !== 'match';
}

/** The lines (from 0) of such files. */
export function recognise(lines: readonly string[]): readonly number[] {
  if (!hasMark(lines, /^\s*(?:host|match)\s|ssh_config|\.ssh.config/i)) return [];
  return filesIn(lines).flatMap((file) => file.map(({ i }) => i));
}

/** Covers nothing: the command line and other files have a say as well. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const observations = filesIn(raw).flatMap((file) => {
    const name = nameIn(file, raw);
    return name === null
      ? []
      : settled(file, name).map((one) => factAt(id, raw, one.i, 'config.setting', asPrinted(one)));
  });
  return { covers: [], observations };
}

function asPrinted({ keyword, value }: Setting): { readonly keyword: string; readonly value: string } {
  // For these a word is what ssh -G makes of it.
  const plain = /^(?:yes|no|true|false|any|inet6?|ask|auto|none|accept-new)$/i.test(value);
  return { keyword, value: plain || /^pref|authentication$/.test(keyword) ? value.toLowerCase() : value };
}

/** What the person typed; else the block whose host is the only one that ssh names. Null where that is not one name. */
function nameIn(file: readonly Setting[], raw: readonly string[]): string | null {
  const typed = new Set(typedHosts(raw));
  const [only = null] = typed.size > 0 ? typed : dialledIn(raw).hosts;
  if (only === null || typed.size > 1 || (typed.size === 0 && dialledIn(raw).hosts.size > 1)) return null;
  const at = file.findIndex(({ keyword, value }) => keyword === 'hostname' && value === only);
  const head = file.slice(0, Math.max(0, at)).findLast(({ keyword }) => keyword === 'host');
  return head === undefined ? only : (head.value.split(/\s+/).find((name) => !/[*?!]/.test(name)) ?? only);
}

/** The settings that surely hold for this name. */
function settled(file: readonly Setting[], name: string): readonly Setting[] {
  const known = new Set<string>();
  const found: Setting[] = [];
  let holds: boolean | null = true;
  let included = false;
  for (const one of file) {
    if (one.keyword === 'host') holds = isFor(name, one.value);
    else if (one.keyword === 'match') holds = /^all$/i.test(one.value) ? true : null;
    else if (holds === false) continue;
    else if (one.keyword === 'include') included = true;
    else if (!known.has(one.keyword)) {
      known.add(one.keyword);
      if (holds === true && !included && !untold.test(one.keyword)) found.push(one);
    }
  }
  return found;
}

/** Any of the patterns, and none of those with a `!`. */
function isFor(name: string, patterns: string): boolean {
  const words = patterns.split(/\s+/).filter((word) => word !== '');
  const hit = (word: string): boolean => matchPattern(name.toLowerCase(), word.toLowerCase());
  if (words.some((word) => word.startsWith('!') && hit(word.slice(1)))) return false;
  return words.some((word) => !word.startsWith('!') && hit(word));
}
