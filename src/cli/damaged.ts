/** The packed text is cut off or damaged. What came before that is good. The message is the predicate of a sentence. */
export class Damaged extends Error {}

export const cutOff = 'ends before its end: it was cut off; what stands before that was read';

/** By the code of the unpacker. */
export function damagedBy(code: string): Damaged {
  return new Damaged(
    code === 'Z_BUF_ERROR'
      ? cutOff
      : `is damaged (${code}); what stands before that was read, but perhaps for some lines just before it`,
  );
}
