import type { ConnectOutcome } from '../../model/observation.ts';
import { connectOutcome } from '../../wire/errno.ts';

/** What strerror(3) says on Linux, BSD, macOS and Windows. */
const errnos: readonly (readonly [RegExp, string])[] = [
  [/^Connection refused/, 'ECONNREFUSED'],
  [/^(Connection|Operation) timed out/, 'ETIMEDOUT'],
  [/^No route to host/, 'EHOSTUNREACH'],
  [/^Host is (down|unreachable)/, 'EHOSTDOWN'],
  [/^Network is unreachable/, 'ENETUNREACH'],
  [/^Network is down/, 'ENETDOWN'],
  [/^Connection reset/, 'ECONNRESET'],
  [/^(Software caused connection abort|Connection aborted)/, 'ECONNABORTED'],
  [/^Permission denied/, 'EACCES'],
  [/^Operation not permitted/, 'EPERM'],
  [/^Invalid argument/, 'EINVAL'],
  [/^(Cannot|Can't) assign requested address/, 'EADDRNOTAVAIL'],
  [/^Address already in use/, 'EADDRINUSE'],
  [/^Address family not supported/, 'EAFNOSUPPORT'],
  [/^Protocol not available/, 'ENOPROTOOPT'],
  [/^Broken pipe/, 'EPIPE'],
  [/^Too many open files/, 'EMFILE'],
  [/^No buffer space available/, 'ENOBUFS'],
  [/^No such file or directory/, 'ENOENT'],
  [/^Resource temporarily unavailable/, 'EAGAIN'],
];

/** The errno(3) symbol for the system's sentence; undefined when it is none that ssh meets. */
export function errnoOf(text: string): string | undefined {
  return errnos.find(([pattern]) => pattern.test(text))?.[1];
}

/** How a connection attempt with this errno ended. */
export function outcomeOf(errno: string | undefined): ConnectOutcome {
  // The first Linux of Windows says so where nobody answers.
  if (errno === 'EAGAIN') return 'timeout';
  return errno === undefined ? 'failed' : connectOutcome(errno);
}
