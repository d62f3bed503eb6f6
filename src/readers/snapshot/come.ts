import type { Section } from '../../model/part.ts';
import { familyOf, scopeOf } from '../../wire/address.ts';
import { addressesIn } from '../sshd-log/superseded.ts';
import { timeOf } from '../sshd-log/time.ts';
import { sshdMessage } from '../sshd-log.ts';

/**
 * Whether the snapshot shows that somebody has come to sshd from this address: a line of sshd's log names it, or a socket at
 * the port has it as its peer.
 */
export function hasCome(sections: readonly Section[], address: string, port: number): boolean {
  return isAlike(addressLines(sections), address) && isSeen(sections, address, port);
}

/** A private address is another one by the time that it comes to a server that has none but those of the internet, or it was seen there. */
export function isTranslated(sections: readonly Section[], address: string, port: number): boolean {
  const open = openScopes(addressLines(sections), address);
  const far = open.size > 0 && [...open].every((scope) => scope === 'public' || scope === 'documentation');
  return scopeOf(address) === 'private' && far && !isSeen(sections, address, port);
}

const fewMinutes = 15 * 60_000;

/**
 * The user was let in moments ago, and not from this private address, from which nobody has come: on the way it becomes another one.
 */
export function comesOtherwise(
  sections: readonly Section[],
  { address, port, user }: { readonly address: string; readonly port: number; readonly user: string | null },
  clock: { readonly now: number; readonly zoneMs: number },
): boolean {
  if (user === null || scopeOf(address) !== 'private' || isSeen(sections, address, port)) return false;
  return sections.some(
    ({ name, state, lines }) =>
      state === 'ran' &&
      /^log[.:]/.test(name) &&
      lines.some((line) => {
        const [, who, from = ''] = /^Accepted \S+ for (\S+) from (\S+) port /.exec(sshdMessage(line) ?? '') ?? [];
        if (who !== user || familyOf(from) !== familyOf(address) || scopeOf(from) === 'loopback') return false;
        const at = timeOf(line, clock.now, clock.zoneMs);
        return at !== null && Math.abs(clock.now - at) < fewMinutes;
      }),
  );
}

const addressLines = (sections: readonly Section[]): readonly string[] =>
  sections.find(({ name }) => name === 'addresses')?.lines ?? [];

function isSeen(sections: readonly Section[], address: string, port: number): boolean {
  return sections.some((section) => {
    if (section.state !== 'ran') return false;
    if (/^log[.:]/.test(section.name)) return section.lines.some((line) => isLogged(line, address));
    if (section.name === 'connections') return section.lines.some((line) => peerOf(line)?.address === address);
    return section.name === 'halfopen' && section.lines.some((line) => isOpening(line, address, port));
  });
}

/**
 * Whether all addresses of the server, as ip-address(8) prints them, are of the kind of this one. A bastion with a public address
 * mostly comes to a private one by another leg, so where the kinds differ its address here says little of the one there.
 */
export function isAlike(lines: readonly string[], address: string): boolean {
  const open = openScopes(lines, address);
  return open.size === 1 && open.has(scopeOf(address));
}

/** Of what kinds the server's own addresses of this family are. */
function openScopes(lines: readonly string[], address: string): ReadonlySet<string> {
  const own = lines.flatMap((line) => /^\s+inet6? ([\da-f.:]+)/i.exec(line)?.[1] ?? []);
  const scopes = own.filter((one) => familyOf(one) === familyOf(address)).map(scopeOf);
  return new Set(scopes.filter((scope) => !['loopback', 'link-local', 'container'].includes(scope)));
}

function isLogged(line: string, address: string): boolean {
  if (!line.includes(address)) return false;
  const message = sshdMessage(line);
  return message !== null && addressesIn(message).includes(address);
}

/** `[STATE] Recv-Q Send-Q LOCAL:PORT PEER:PORT`, of ss(8). */
function peerOf(line: string): { readonly port: number; readonly address: string } | null {
  const [, port, address] =
    /^\s*(?:[A-Z-]+\d?\s+)?\d+\s+\d+\s+\S+:(\d+)\s+\[?(?:::ffff:)?([\da-f.:]+?)\]?:\d+(?:\s|$)/i.exec(line) ?? [];
  return address === undefined ? null : { port: Number(port), address };
}

function isOpening(line: string, address: string, port: number): boolean {
  const row = peerOf(line);
  return row !== null && row.address === address && row.port === port;
}
