/*
 * The address that the client comes from, where its own end tells it: a service that says it back, the person, a card.
 */
import { familyOf, isAddress, sameNetwork } from '../../wire/address.ts';
import { clientLines, dialledIn } from '../pasted.ts';
import { clean } from '../ssh-log/text.ts';

const address = '([\\da-f]{0,4}[.:][\\da-f.:]*[\\da-f])';
/** Services that tell whoever asks where they come from. */
const asks =
  /\b(?:curl|wget|fetch|http|iwr|irm)\b.* ["']?(?:https?:\/\/)?(?:v?[46]\.|ip[46]?\.|api[46]?\.|www\.|checkip\.)*(?:ifconfig\.(?:me|co|io)|ip\.(?:me|sb)|icanhazip\.com|ipinfo\.io|ipify\.org|ident\.me|myip\.com|ipecho\.net|amazonaws\.com|wtfismyip\.com)(?:[/"'\s]|$)/i;
const alone = new RegExp(`^${address}%?$`, 'i');
const said = [
  new RegExp(
    `\\bmy (?:own |public |external |wan |home |office )*(?:ip|address|ip address)(?: address)?(?: \\([^)]{1,30}\\))?(?: is|:| =| ->)? ${address}(?![\\w/])`,
    'i',
  ),
  new RegExp(
    `\\b(?:I am|I'm|I|we) (?:coming |come |connecting |connect |dialling |dial )?from ${address}(?![\\w/])`,
    'i',
  ),
  new RegExp(
    `(?:^|[(,;] ?|\\b(?:my|the) )(?:desktop|laptop|notebook|workstation|client|pc|mac|macbook)(?:'s)?(?: ip| address| ip address)? ?(?:is|:|=|->) ?${address}(?![\\w/])`,
    'i',
  ),
  new RegExp(`^\\(?(?:coming |connecting )?from ${address}(?:[,;).]|$)`, 'i'),
];
/** `ip addr`, `ip -br addr` and ifconfig: an address with the network that it stands in. */
const ofCard =
  /(?:^|\s)(?:inet (?:addr:)?)?(\d+\.\d+\.\d+\.\d+)(?:\/(\d+)\b| .*\bnetmask (?:0x([\da-f]{8})|(255(?:\.\d+){3}))| .*\bMask:(255(?:\.\d+){3}))/;
const session = new RegExp(`\\bSSH_(?:CLIENT|CONNECTION)=["']?${address} `, 'i');

/** Undefined: there is none; null: there are several. */
export function toldSource(raw: readonly string[]): string | null | undefined {
  const { hosts } = dialledIn(raw);
  const lines = raw.map((line) => clean(line).slice(0, 1000));
  const told = lines.flatMap((line, i): readonly (string | undefined)[] => {
    const answer = alone.exec(line)?.[1];
    if (answer !== undefined && asks.test(lines[i - 1] ?? '')) return [answer];
    return [session.exec(line)?.[1], ...said.map((pattern) => pattern.exec(line)?.[1])];
  });
  const own = one(told, hosts);
  return own === undefined ? one(besideIt(lines, hosts), hosts) : own;
}

/** Addresses of the client's own cards in a network in which the dialled address lies too: nothing on the way makes others of them. */
function besideIt(lines: readonly string[], hosts: ReadonlySet<string>): readonly string[] {
  const onClient = clientLines(lines);
  const dialled = [...hosts].filter((host) => familyOf(host) === 4);
  return lines.flatMap((line, i) => {
    const [, own = '', bits, hex, ...masks] = (onClient(i) ? ofCard.exec(line) : null) ?? [];
    const mask = hex === undefined ? masks.find((text) => text !== undefined) : undefined;
    const length =
      bits ??
      bitsOf(
        hex === undefined
          ? (mask ?? '').split('.').map(Number)
          : (hex.match(/../g) ?? []).map((octet) => Number.parseInt(octet, 16)),
      );
    return dialled.some((to) => sameNetwork(to, `${own}/${length}`)) ? [own] : [];
  });
}

const bitsOf = (octets: readonly number[]): number =>
  octets.map((octet) => octet.toString(2).replaceAll('0', '').length).reduce((sum, n) => sum + n, 0);

/** Undefined: there is none; null: there are several. A server that asks where it comes from is told its own address. */
export function one(found: readonly (string | undefined)[], hosts: ReadonlySet<string>): string | null | undefined {
  const addresses = new Set(found.flatMap((text) => (text !== undefined && isAddress(text) ? [text] : [])));
  const [only, ...others] = [...addresses].filter((text) => !hosts.has(text));
  return others.length > 0 ? null : only;
}
