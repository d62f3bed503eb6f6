/*
 * What ping and traceroute print of the ICMP messages that came, as far as their words name one code alone.
 */
import type { ObservationMap } from '../../model/observation.ts';

type Code = ObservationMap['path.icmp']['code'];

/** What iputils and BSD write of a destination-unreachable message, by its code. */
const codes: readonly (readonly [RegExp, Code])[] = [
  [
    /Packet filtered|Communication prohibited|Admin(?:istratively)? prohibited/i,
    'communication-administratively-prohibited',
  ],
  [/Destination Host Prohibited|Host.*Prohibited/i, 'host-prohibited'],
  [/Destination Net Prohibited|Net.*Prohibited/i, 'net-prohibited'],
  [/Destination Host Unreachable|Address unreachable/i, 'host-unreachable'],
  [/Destination Net Unreachable|: No route/i, 'net-unreachable'],
  [/Destination Port Unreachable|Port unreachable/i, 'port-unreachable'],
];

/** The message of a line of ping on Linux, BSD or macOS, and who sent it; null for any other line. */
export function icmpOf(line: string): ObservationMap['path.icmp'] | null {
  const from = /^(?:From|\d+ bytes from) (?:[\w.-]+ \()?([0-9a-fA-F.:]+?)\)?[ :]/.exec(line)?.[1];
  const code = codes.find(([pattern]) => pattern.test(line))?.[1];
  return from === undefined || code === undefined ? null : { from, code };
}

/** A line of traceroute, its number from 0. */
export interface Hop {
  readonly index: number;
  readonly ttl: number;
  readonly address: string;
  readonly answer?: string;
  readonly last: boolean;
}

/**
 * ` 3  192.0.2.1  1.2 ms !X`, with or without names, and ` 3:  192.0.2.1   1.2ms reached`: the mark behind `!` is the
 * router's ICMP code. `marked` false: the program has one mark for several codes, as tracepath(8) has.
 */
export function hopsIn(lines: readonly string[], marked: boolean): readonly Hop[] {
  const hops = lines.flatMap((line, index) => {
    const [, ttl, bare, named] =
      /^\s*(\d+)[:?]*\s+(?:([0-9a-fA-F.:]+)\s|[\w.-]+ \(([0-9a-fA-F.:]+)\)\s)/.exec(line) ?? [];
    const address = bare ?? named;
    if (ttl === undefined || address === undefined) return [];
    const answer = marked ? /(!\S+)/.exec(line)?.[1] : undefined;
    return [{ index, ttl: Number(ttl), address, ...(answer === undefined ? {} : { answer }) }];
  });
  // A router that refuses answers once for each further probe: its first line counts. It may be on the way itself.
  const end = hops.at(-1);
  const last = hops.findIndex((hop) => hop.address === end?.address && hop.answer === end.answer);
  return hops.map((hop, i) => ({ ...hop, last: i === last }));
}
