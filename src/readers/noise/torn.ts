/*
 * A line that a helper has begun, with a line of ssh in its midst: both write to one terminal, and a helper writes in pieces.
 */

/** A shell or a helper names itself and what it does; what is wrong comes with the next write. */
const begun =
  /^((?:\/\S*\/)?(?:(?:ba|da|z|k)?sh|nc|ncat|netcat|socat|corkscrew|connect(?:-proxy)?|env)(?:\[\d+\])?: (?:(?:line )?\d+: )?(?:exec: )?)(debug[123]: .*?)\r?$/;

/** The line of ssh by itself, and the helper's own put together; null: nothing is torn here. */
export function mended(
  line: string,
  next: string | undefined,
): { readonly inner: string; readonly outer: string } | null {
  const [, head, inner] = begun.exec(line) ?? [];
  if (head === undefined || inner === undefined || next === undefined || !next.trim() || /^debug[123]: /.test(next))
    return null;
  return { inner, outer: head + next };
}
