/*
 * A pasted sshd_config(5), alone: what it sets for sure, whoever logs in, in each release that takes it. What other
 * files set before it, and what a Match block may set for some, is not known, and then nothing is said of it.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { type Configuration, effectiveConfig, type Login } from '../sshd-config/effective.ts';
import { keywordOf } from '../sshd-config/keywords.ts';
import { cutLine } from '../sshd-config/tokens.ts';
import { apartLines, commandAbove, factAt, hasMark, linesOf } from './pasted.ts';
import { clean } from './ssh-log/text.ts';
import { askedIn, dumpIn } from './sshd-settings.ts';

export const reader: Reader = {
  id: 'sshd-config',
  title: 'configuration of sshd',
  knows: [{ program: 'sshd', texts: ['sshd_config', 'grep Port /etc/ssh/sshd_config'] }],
  vantage: 'server',
  recognise,
  read,
};

const releases = [804, 902, 1000];

/** Keywords that ssh_config(5) has too: they tell nothing of which of the two it is. */
const shared =
  /^(addressfamily|ciphers|macs|kexalgorithms|hostkeyalgorithms|casignaturealgorithms|compression|fingerprinthash|gatewayports|gssapi\w+|hostbased(?!uses)\w+|ipqos|kbdinteractiveauthentication|challengeresponseauthentication|loglevel|logverbose|syslogfacility|passwordauthentication|port|pubkeyauthentication|pubkeyaccepted\w+|rekeylimit|requiredrsasize|setenv|streamlocalbind\w+|tcpkeepalive|keepalive|channeltimeout|rsaauthentication|rhostsrsaauthentication|rhostsauthentication|dsaauthentication|protocol|include|match|securitykeyprovider|xauthlocation|uselogin|kerberos\w+|afstokenpassing|checkmail|skeyauthentication)$/;
/** Lines of ssh_config(5) that no sshd_config has. */
const client =
  /^\s*(host|hostname|user|identityfile|identitiesonly|proxyjump|proxycommand|forwardagent|forwardx11\w*|sendenv|stricthostkeychecking|userknownhostsfile|hashknownhosts|controlmaster|controlpath|serveralive\w+|localforward|remoteforward|batchmode|addkeystoagent|certificatefile)[\s=]/i;

/** Lines of one block, from the first setting to the last; none when the text is no such file, or only parts of one. */
function recognise(lines: readonly string[]): readonly number[] {
  // What sshd -T prints has the same words, and says more.
  if (lines.some((line) => client.test(line)) || dumpIn(lines).length > 0) return [];
  const asked = new Set(askedIn(lines));
  const words = lines.map((line, i) => (asked.has(i) ? null : wordOf(line)));
  const settings = words.flatMap((word, i) => (word === null ? [] : [i]));
  const [first, last] = [settings[0], settings.at(-1)];
  if (first === undefined || last === undefined) return [];
  const sought = soughtPorts(lines);
  if (sought.length > 0) return sought;
  const between = lines.slice(first, last + 1);
  if (!between.every((line, i) => /^\s*(#|$)/.test(line) || words[first + i] !== null)) return [];
  const own = settings.filter((i) => !shared.test(words[i] ?? ''));
  if (own.length === 0 || settings.length < 2) return [];
  return between.map((_, i) => first + i);
}

const seeks = /^(?:(?:sudo|doas) )?[ef]?grep (?:.* )?\S*\/sshd_config(?:\.d\/\S*)?(?: .*)?$/;
const soughtPort = /^(?:\S+:)?(?:\d+:)?[Pp]ort[ \t=]+(\d{1,5})$/;

/** Lines of a port that grep found in the file, on the server: none of them stands in a Match block (sshd_config(5)). */
function soughtPorts(raw: readonly string[]): readonly number[] {
  if (!hasMark(raw, /grep .*sshd_config/)) return [];
  const isApart = apartLines(raw);
  return raw.flatMap((line, i) => {
    if (!soughtPort.test(clean(line)) || isApart(i)) return [];
    return seeks.test(commandAbove(raw, i - 1, 4) ?? '') ? [i] : [];
  });
}

/** The keyword of a line that sshd would know, in lower case. */
function wordOf(line: string): string | null {
  const word = /^\s*"?([a-z]\w*)/i.exec(line)?.[1]?.toLowerCase() ?? '';
  if (!known(word)) return null;
  const cut = cutLine(line, 1000);
  if (cut === null || cut.words.length === 0) return null;
  return known(cut.keyword) ? cut.keyword : null;
}

function known(word: string): boolean {
  return releases.some((release) => keywordOf(word, release) !== null);
}

const anybody: Login = {
  ...{ user: null, groups: null, host: null, address: null },
  ...{ localAddress: null, localPort: null, rdomain: null, exists: null },
};
const name = 'sshd_config';

function read({ id, data }: Evidence): Reading {
  const all = linesOf(data);
  const ports = soughtPorts(all);
  if (ports.length > 0) {
    const found = ports.map((i) => ({ i, value: soughtPort.exec(clean(all[i] ?? ''))?.[1] ?? '' }));
    return {
      covers: [],
      observations: found.map(({ i, value }) => factAt(id, all, i, 'server.setting', { keyword: 'port', value })),
    };
  }
  const taken = new Set(recognise(all));
  if (taken.size === 0) return { covers: [], observations: [] };
  const text = all.map((line, i) => (taken.has(i) ? line : '')).join('\n');
  const files = { texts: new Map([[name, text]]), listed: () => false };
  const found = releases
    .map((release) => effectiveConfig(files, anybody, release, name))
    .filter(({ refusals }) => refusals.length === 0);
  const [newest] = found.slice(-1);
  if (newest === undefined) return { covers: [], observations: [], notes: ['No sshd starts with this sshd_config.'] };
  return { covers: [], observations: settings(id, all, found, newest), ...notesOf(all, newest) };
}

function settings(
  evidence: string,
  all: readonly string[],
  found: readonly Configuration[],
  newest: Configuration,
): readonly Observation[] {
  return newest.effective.flatMap(({ keyword, values }) =>
    values
      .filter(({ roughly, value, line }) => !roughly && found.every((one) => sets(one, keyword, value, line)))
      .map(({ value, line }): Observation => {
        const quote = (all[line - 1] ?? '').trim();
        return { kind: 'server.setting', value: { keyword, value, line }, at: { evidence, line, quote } };
      }),
  );
}

function sets({ effective }: Configuration, keyword: string, value: string, line: number): boolean {
  const own = effective.find((one) => one.keyword === keyword);
  return own?.values.some((one) => one.value === value && one.line === line) === true;
}

function notesOf(all: readonly string[], { effective }: Configuration): Pick<Reading, 'notes'> {
  if (effective.every(({ known }) => known)) return {};
  const includes = all.some((line) => /^\s*include\b/i.test(line));
  const why = includes ? 'files that it includes, or Match blocks, may set them' : 'Match blocks may set them';
  const left = effective.filter(({ known }) => !known).map(({ keyword }) => keyword);
  return {
    notes: [
      `Of this sshd_config ${left.slice(0, 5).join(', ')}${left.length > 5 ? ' and more' : ''} are not judged: ${why}.`,
    ],
  };
}
