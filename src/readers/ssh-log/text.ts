/*
 * What ssh printed, as lines.
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

export function textLines(text: string): readonly TextLine[] {
  return text.split('\n').map((raw, i) => textLine(clean(raw), i + 1));
}

/** A line that is clean. `n` is its number. */
export function textLine(text: string, n: number): TextLine {
  const [, level, body] = /^debug([123]): (.*)$/s.exec(text) ?? [];
  if (level === undefined || body === undefined) return { n, text, level: 0, body: text };
  return { n, text, level: level === '1' ? 1 : level === '2' ? 2 : 3, body };
}

/** The line itself. What other systems put around it is taken away before it is read (noise.ts). */
export function clean(raw: string): string {
  return raw.slice(0, longest).trim();
}
