/*
 * Chains of ban tools in a listing: whom they stop at the port of SSH, whatever service the jail is for.
 */
import { isAddress } from '../../wire/address.ts';

/** A rule of such a chain that stops one source. */
export interface Banned {
  /** Its line, from 0. */
  readonly index: number;
  readonly chain: string;
  readonly address: string;
}

const tools = /^(?:f2b-|fail2ban-|sshguard\b|crowdsec|denyhosts|DENYIN\b|blocklist|banned)/i;
const jump = /^(?:\[\S+\] )?-A (\S+) (.*?)-[jg] (\S+)/;
const single = /(?:^| )-s ([\da-f.:]+)(?:\/(?:32|128|255\.255\.255\.255))?(?= |$)/i;

/**
 * The bans that concern a connection from anywhere to `port`. `rules`: each line (from 0) in the words of iptables-save(8). A
 * chain that INPUT leads to for other ports alone bans nobody here.
 */
export function bansIn(rules: ReadonlyMap<number, string>, port: number): readonly Banned[] {
  const parsed = [...rules].flatMap(([index, text]) => {
    const [, chain, matches = '', target = ''] = jump.exec(text) ?? [];
    return chain === undefined ? [] : [{ index, chain, matches: ` ${matches}`, target }];
  });
  const reached = new Set(
    parsed.filter(({ chain, matches }) => chain === 'INPUT' && takes(matches, port)).map(({ target }) => target),
  );
  return parsed.flatMap(({ index, chain, matches, target }): readonly Banned[] => {
    if (!reached.has(chain) || !tools.test(chain) || (target !== 'DROP' && target !== 'REJECT')) return [];
    const address = / ! ?-s/.test(matches) ? undefined : single.exec(matches)?.[1];
    return address !== undefined && isAddress(address) && takes(matches, port) ? [{ index, chain, address }] : [];
  });
}

/** Whether its ports are those of SSH, or all; what cannot be told is taken to be for others. */
function takes(matches: string, port: number): boolean {
  if (/ ! ?-p| -p (?!tcp|all)| ! ?--d/.test(matches)) return false;
  const [, list] = / --(?:dports?|destination-ports?) (\S+)/.exec(matches) ?? [];
  if (list === undefined) return true;
  return list.split(',').some((part) => {
    const [first = '', last = first] = part.split(':').map((word) => (word === 'ssh' ? '22' : word));
    return port >= Number(first || 0) && port <= Number(last || 65_535);
  });
}
