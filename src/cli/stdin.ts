import { standardInput } from './streams.ts';

/** As much as is read of a text. */
export const maxText: number = 16 * 1024 * 1024;

/** Standard input, to its end or to what is read at most. */
export async function textGiven(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of standardInput()) {
    size += chunk.length;
    if (size > maxText) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
