/*
 * Servers of any language that cannot take a connection since no file descriptor is left: accept(2) with EMFILE or ENFILE,
 * in the words of libc, Go, Java, Python, Node, nginx, Apache and HAProxy. The program is named where the line names it.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { factAt, hasMark, linesOf } from './pasted.ts';
import { clean } from './ssh-log/text.ts';
import { sshdMessage } from './sshd-log.ts';

const words = '(?:[Tt]oo many open files(?: in system)?|EMFILE|ENFILE)';
const known: readonly RegExp[] = [
  // accept: Too many open files; accept4: too many open files; accept(): EMFILE
  new RegExp(`\\baccept4?(?:\\(\\))?(?::? .{0,40}?|: )${words}(?=[\\s)\\]"']*(?:$|[;,]))`),
  /\baccept4?\(\) failed \((?:23|24): /,
  new RegExp(`\\bjava\\.(?:io\\.IOException|net\\.SocketException): ${words}`),
  /\bOSError: \[Errno (?:23|24)\] Too many open files/,
  /\bError: accept (?:EMFILE|ENFILE)\b/,
  /\bProxy \S+ reached (?:process|system) FD limit/,
  /\(24\)Too many open files: .*apr_socket_accept/,
];

export const reader: Reader = {
  id: 'accept-errors',
  title: 'a server without file descriptors',
  knows: [{ program: 'servers of any language: accept(2) fails', texts: known }],
  vantage: 'server',
  recognise: (lines) => errorsIn(lines).map(({ index }) => index),
  read,
};

const most = 50;
const named = /(?:^|[\s/])([A-Za-z][\w.-]{0,40})\[\d+\]: /;

function errorsIn(
  raw: readonly string[],
): readonly { readonly index: number; readonly program: string; readonly message: string }[] {
  if (!hasMark(raw, /oo many open files|EMFILE|ENFILE|\((?:23|24): |FD limit/)) return [];
  return raw.flatMap((line, index) => {
    const message = clean(line).slice(0, 1000);
    if (sshdMessage(line) !== null || !known.some((pattern) => pattern.test(message))) return [];
    return [{ index, program: named.exec(message)?.[1] ?? 'server', message }];
  });
}

/** Never covers anything: a log has a beginning and an end. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const observations = errorsIn(raw)
    .slice(-most)
    .map(({ index, program, message }): Observation => factAt(id, raw, index, 'server.log', { program, message }));
  return { covers: [], observations };
}
