import type { ConnectOutcome } from '../model/observation.ts';

const outcomes: Readonly<Record<string, ConnectOutcome>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  // A blackhole route, or a link-local address without its link.
  EINVAL: 'unreachable',
  EACCES: 'prohibited',
  EPERM: 'prohibited',
  ECONNRESET: 'reset',
};

/** How connect(2) ended, by its errno, which stays beside it. */
export function connectOutcome(errno: string): ConnectOutcome {
  return outcomes[errno] ?? 'failed';
}
