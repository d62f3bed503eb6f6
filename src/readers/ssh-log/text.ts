/*
 * A pasted log as lines: without what terminals, CI systems and mail put around them.
 */

/** One line of the text; `level` is that of `debug1:` to `debug3:`, 0 for what a user sees without -v. */
export interface TextLine {
  /** From 1. */
  readonly n: number;
  readonly text: string;
  readonly level: 0 | 1 | 2 | 3;
  /** `text` without the debug prefix. */
  readonly body: string;
}

/** No line of ssh is longer; a file of something else may be. */
const longest = 16384;

const prefixes: readonly RegExp[] = [
  /^[\s>]+/,
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\s+/,
  /^\[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]?\s+/,
  /^(?:stderr|ERROR|fatal): (?=ssh: |debug\d: |Host key |kex_exch|Connection )/i,
];

/** The session's own prompt stands before what ssh prints when the connection is lost. */
const prompt =
  /^\S{1,80}?(?:[:\s][^\s]{0,80})?[#$%>] ?(?=client_loop: send |packet_write_wait: |Connection to \S+ closed by remote|Read from remote host |Timeout, server |Write failed: )/;

/** Ansible puts the whole of ssh's output into one JSON string. */
const wrapped =
  /(?:Failed to connect to the host via ssh: |SSH Error: data could not be sent[^:]*: )(.*?)(?:", "unreachable".*)?$/;

export function textLines(text: string): readonly TextLine[] {
  return text.split('\n').flatMap((raw, i) =>
    clean(raw)
      .split('\\r\\n')
      .map((part) => textLine(part, i + 1)),
  );
}

function textLine(text: string, n: number): TextLine {
  const [, level, body] = /^debug([123]): (.*)$/s.exec(text) ?? [];
  if (level === undefined || body === undefined) return { n, text, level: 0, body: text };
  return { n, text, level: level === '1' ? 1 : level === '2' ? 2 : 3, body };
}

/** The line itself: no colours, no time in front, no CR at the end. */
export function clean(raw: string): string {
  const bare = raw
    .slice(0, longest)
    .replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '')
    .trimEnd();
  const inner = bare.includes('via ssh: ') || bare.includes('SSH Error: ') ? (wrapped.exec(bare)?.[1] ?? bare) : bare;
  return prefixes.reduce((line, prefix) => line.replace(prefix, ''), inner).replace(prompt, '');
}
