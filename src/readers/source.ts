/*
 * The address that the client comes from, where a text tells it: a service that says it back, the person, the server's log.
 */
import { familyOf, isAddress, scopeOf } from '../wire/address.ts';
import { dialledIn } from './pasted.ts';
import { clean } from './ssh-log/text.ts';
import { sshdMessage } from './sshd-log.ts';

const address = '([\\da-f]{0,4}[.:][\\da-f.:]*[\\da-f])';
/** Services that tell whoever asks where they come from. */
const asks =
  /\b(?:curl|wget|fetch|http|iwr|irm)\b.* ["']?(?:https?:\/\/)?(?:v?[46]\.|ip[46]?\.|api[46]?\.|www\.|checkip\.)*(?:ifconfig\.(?:me|co|io)|icanhazip\.com|ipinfo\.io|ipify\.org|ident\.me|myip\.com|ipecho\.net|amazonaws\.com|wtfismyip\.com)(?:[/"'\s]|$)/i;
const alone = new RegExp(`^${address}%?$`, 'i');
const said = [
  new RegExp(
    `\\bmy (?:own |public |external |wan |home |office )*(?:ip|address|ip address)(?: address)?(?: is|:| =| ->)? ${address}(?![\\w/])`,
    'i',
  ),
  new RegExp(
    `\\b(?:I am|I'm|I|we) (?:coming |come |connecting |connect |dialling |dial )?from ${address}(?![\\w/])`,
    'i',
  ),
  new RegExp(`^\\(?(?:coming |connecting )?from ${address}(?:[,;).]|$)`, 'i'),
];
const session = new RegExp(`\\bSSH_(?:CLIENT|CONNECTION)=["']?${address} `, 'i');
const logged = new RegExp(` from (?:user \\S+ )?${address} port \\d+`, 'i');

/** The one address; null: the text tells none, or several. What is said of the client goes before what a log has. */
export function sourceIn(raw: readonly string[]): string | null {
  const { hosts } = dialledIn(raw);
  const lines = raw.map((line) => clean(line).slice(0, 1000));
  const told = lines.flatMap((line, i): readonly (string | undefined)[] => {
    const answer = alone.exec(line)?.[1];
    if (answer !== undefined && asks.test(lines[i - 1] ?? '')) return [answer];
    return [session.exec(line)?.[1], ...said.map((pattern) => pattern.exec(line)?.[1])];
  });
  const own = one(told, hosts);
  if (own !== undefined) return own;
  return (
    one(
      raw.map((line) => logged.exec(sshdMessage(line) ?? '')?.[1]),
      hosts,
    ) ?? null
  );
}

/** Undefined: there is none; null: there are several. A server that asks where it comes from is told its own address. */
function one(found: readonly (string | undefined)[], hosts: ReadonlySet<string>): string | null | undefined {
  const addresses = new Set(found.flatMap((text) => (text !== undefined && isAddress(text) ? [text] : [])));
  const [only, ...others] = [...addresses].filter((text) => !hosts.has(text));
  return others.length > 0 ? null : only;
}

const near = ['private', 'unique-local', 'cgnat', 'link-local', 'loopback', 'container'];

/**
 * The same, where it is also the one that packets to the dialled address bear: both are addresses of the internet and of one
 * family, so that no tunnel and no translation of addresses on the way is likely to make another of it.
 */
export function sourceAt(raw: readonly string[]): string | null {
  const from = sourceIn(raw);
  const [to, ...others] = [...dialledIn(raw).hosts].filter(isAddress);
  if (from === null || to === undefined || others.length > 0) return null;
  const isNear = (text: string): boolean => near.includes(scopeOf(text));
  return familyOf(from) === familyOf(to) && !isNear(from) && !isNear(to) ? from : null;
}
