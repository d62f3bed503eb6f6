/*
 * Messages that a terminal, mail or a log broke over several lines. Joined only where the whole is a message and the first
 * line is a part of it.
 */
import { logForms } from './wrapped-logs.ts';

const reason =
  "(?:Connection refused|(?:Connection|Operation) timed out|No route to host|Host is (?:down|unreachable)|Network is (?:unreachable|down)|Connection reset by peer|Permission denied|Operation not permitted|Invalid argument|Broken pipe|Software caused connection abort|Unknown error|(?:Cannot|Can't) assign requested address)";
const answer =
  '(?:Name or service not known|Temporary failure in name resolution|(?:node|host)name nor servname provided, or not known|No address associated with (?:host)?name|Name does not resolve|No such host is known\\.?|Try again|Unknown host|Non-recoverable failure in name resolution)';
const peer = '\\S+(?: port \\d+)?';

/** Begins it, and is it in full. What has more than one word at its end goes on as far as it is known. */
const messages: readonly (readonly [string, string])[] = [
  ['ssh: connect to ', `host \\S+ port \\d+: ${reason}`],
  ['ssh: Could not ', `resolve hostname \\S+: ${answer}`],
  ['kex_exchange_identification: ', `(?:Connection closed by remote host|(?:read|write): ${reason})`],
  ['ssh_exchange_identification: ', `(?:Connection closed by remote host|(?:read|write): ${reason})`],
  ['banner exchange: ', `Connection to ${peer}: (?:invalid format|${reason}|could not read protocol version)`],
  ['Connection timed ', 'out during banner exchange'],
  ['Connection closed ', `by ${peer}`],
  ['Connection reset ', `by ${peer}`],
  ['Connection to ', `\\S+ (?:closed by remote host|(?:port \\d+ )?timed out)\\.?`],
  [
    'Received disconnect ',
    `from ${peer}: ?\\d+: (?:Too many authentication failures(?: for \\S+)?|(?!Too many).{8,200})`,
  ],
  ['Unable to ', 'negotiate with \\S+(?: port \\d+)?: no matching [\\w -]+ found\\. Their offer: \\S*[^\\s,-]'],
  ['client_loop: ', `send disconnect: ${reason}`],
  ['Host key ', 'verification failed\\.?'],
  ['REMOTE HOST ', 'IDENTIFICATION HAS CHANGED!\\W{1,10}IT IS POSSIBLE.{0,200}'],
  ['Bad owner ', 'or permissions on \\S+'],
  ['packet_write_wait: ', `Connection to ${peer}: ${reason}`],
  ['ssh_dispatch_run_fatal: ', `Connection to ${peer}: .{8,200}`],
  ['Read from ', `remote host \\S+: ${reason}`],
  ['Permission denied ', '\\([a-z][a-z0-9@.,-]*\\)\\.?'],
];

const forms = messages.map(([head, rest]) => ({ head, whole: new RegExp(`^${escaped(head)}${rest}$`) }));
const denied = {
  head: /^[^\s:]{1,64}@[^\s:]{1,255}(?::|$)/,
  whole: /^\S+@\S+: Permission denied \((?:[a-z][a-z0-9@.,-]*)?\)\.?$/,
};
/** A terminal of 20 columns breaks the longest in so many. */
const most = 6;
const longest = 400;

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Words of any kind end it: where they do is not known. */
const openEnd = /\.\{8,200\}\)?\)?\$$/;

/** Whether the line is a message in full. */
export function isWhole(line: string): boolean {
  return [...forms, denied, ...logForms].some(({ whole }) => whole.test(line) && !openEnd.test(whole.source));
}

/** The form that the line may be the first part of, and is not in full. */
function begun(line: string): RegExp | null {
  if (line.length < 8 || line.length > longest) return null;
  const form = forms.find(({ head }) => line.startsWith(head) || (line.length > 8 && head.startsWith(line)));
  if (form !== undefined) return form.whole.test(line) ? null : form.whole;
  const other = [denied, ...logForms].find(({ head }) => head.test(line));
  return other === undefined || other.whole.test(line) ? null : other.whole;
}

/** How many of the lines, from the one at `at` on, are one message, and that message; null where the line stands alone. */
export function joined(
  lineAt: (i: number) => string | undefined,
  at: number,
): { readonly text: string; readonly count: number } | null {
  const first = (lineAt(at) ?? '').trimEnd();
  const whole = begun(first);
  if (whole === null) return null;
  // Broken at a blank, or within a word.
  let texts = [first];
  for (let count = 2; count <= most; count++) {
    const next = lineAt(at + count - 1)?.trim();
    if (next === undefined || next === '' || next.length > longest) return null;
    // The rest of a line does not begin as one.
    if (logForms.some(({ head }) => head.test(next))) return null;
    texts = [...new Set(texts.flatMap((text) => [`${text} ${next}`, `${text}${next}`]))];
    const found = texts.find((text) => whole.test(text));
    if (found !== undefined) return { text: found, count };
  }
  return null;
}
