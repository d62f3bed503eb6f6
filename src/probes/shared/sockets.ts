import type { Evidence } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import { state } from './state.ts';

/** The words that ask this kernel about its connections to that port. */
export function socketWords(address: string, port: number, ...more: readonly string[]): readonly string[] {
  const where = ['dst', address.includes(':') ? `[${address}]` : address, 'and', 'dport', '=', `:${port}`];
  return ['ss', '-H', '-t', '-i', '-n', '-o', ...more, ...where];
}

/** `rtt:0.51/0.25 … mss:1448 pmtu:1500 … retrans:0/3`: of the two numbers the second counts all. */
export function socketFacts(stdout: string, evidence: Evidence): readonly Observation[] {
  return stdout
    .split('\n')
    .filter((line) => / rtt:[\d.]+/.test(line))
    .map((line) => {
      const number = (pattern: RegExp): number => Number(pattern.exec(line)?.[1] ?? 0);
      const value = {
        rttMs: number(/ rtt:([\d.]+)/),
        mss: number(/ mss:(\d+)/),
        pmtu: number(/ pmtu:(\d+)/),
        retransmits: number(/ retrans:\d+\/(\d+)/),
      };
      const quote = `rtt ${value.rttMs} ms, mss ${value.mss}, pmtu ${value.pmtu}, ${value.retransmits} retransmitted`;
      return state('tcp.info', value, evidence, quote);
    });
}
