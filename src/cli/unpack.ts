/** Packed forms by their first bytes, and the program that unpacks them where Node does not. */
export interface Form {
  readonly name: string;
  readonly magic: readonly number[];
  readonly program: string;
}

const forms: readonly Form[] = [
  { name: 'gzip', magic: [0x1f, 0x8b], program: 'gzip' },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd], program: 'zstd' },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], program: 'xz' },
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68], program: 'bzip2' },
];

/** Packed texts are known by their first bytes, whatever the name of the file. `told`: it is packed, and what unpacks it. */
export async function* unpacked(
  name: string,
  source: AsyncIterator<Buffer>,
  told: (program: string) => void,
): AsyncGenerator<Buffer> {
  let first = Buffer.alloc(0);
  while (first.length < 6) {
    const { done, value } = await source.next();
    if (done === true) break;
    first = Buffer.concat([first, value]);
  }
  const form = forms.find(({ magic }) => magic.every((byte, i) => first[i] === byte));
  const whole = again(first, source);
  if (form === undefined) return yield* whole;
  told(form.program);
  if (form.name === 'gzip') {
    const { gunzipped } = await import('./gunzip.ts');
    return yield* gunzipped(whole);
  }
  // Of Node's parts for this no plain text has any use, and they are slow to load.
  const { inside, through, unzstd } = await import('./unpackers.ts');
  const own = form.name === 'zstd' ? await unzstd() : null;
  yield* own === null ? through(form, name, whole) : inside(own, whole);
}

async function* again(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
