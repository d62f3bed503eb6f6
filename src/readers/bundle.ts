import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Bundle } from '../model/bundle.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Json } from '../model/json.ts';
import { failed, ok, type Result } from '../model/result.ts';
import { crc32 } from '../wire/crc32.ts';

/** The same bundle gives the same bytes. */
export function encodeBundle(bundle: Bundle): Uint8Array {
  const files: Record<string, Uint8Array> = {};
  put(bundle, '', files);
  // A zip holds local time: this one has the same fields everywhere.
  return zipSync(files, { level: 6, mtime: new Date(2000, 0, 1) });
}

function put(bundle: Bundle, folder: string, files: Record<string, Uint8Array>): void {
  const { evidence, hops, ...head } = bundle;
  const index = evidence.map(({ data, ...meta }) => {
    const file = `evidence/${meta.id}-${meta.kind}.json`;
    const bytes = json(data);
    files[`${folder}${file}`] = bytes;
    return { ...meta, file, crc32: crc32(bytes) };
  });
  const inner = hops.map(({ hop }, i) => ({ hop, folder: `hops/${i + 1}/` }));
  const top = json({ ...head, evidence: index, hops: inner });
  files[`${folder}bundle.json`] = top;
  files[`${folder}bundle.crc32`] = json(crc32(top));
  hops.forEach(({ bundle: hop }, i) => {
    put(hop, `${folder}${inner[i]?.folder}`, files);
  });
}

function json(value: unknown): Uint8Array {
  return strToU8(`${JSON.stringify(value, null, 1)}\n`);
}

const maxBytes = 64 * 1024 * 1024;

/** Damaged input gives a failure with a sentence, never an exception. */
export function decodeBundle(bytes: Uint8Array): Result<Bundle> {
  try {
    let total = 0;
    const files = unzipSync(bytes, {
      filter: (file) => {
        total += file.originalSize;
        return total <= maxBytes;
      },
    });
    return take(files, '', 0);
  } catch {
    return damaged('the archive is cut off or damaged');
  }
}

function damaged(text: string): Result<never> {
  return failed({ code: 'invalid', during: 'read the bundle', text });
}

interface Index {
  readonly format?: unknown;
  readonly evidence?: readonly (Omit<Evidence, 'data'> & { readonly file: string; readonly crc32: number })[];
  readonly hops?: readonly { readonly hop: string; readonly folder: string }[];
}

function take(files: Readonly<Record<string, Uint8Array>>, folder: string, depth: number): Result<Bundle> {
  const file = files[`${folder}bundle.json`];
  if (file === undefined) return damaged('it holds no bundle.json');
  const sum = files[`${folder}bundle.crc32`];
  if (sum === undefined || JSON.parse(strFromU8(sum)) !== crc32(file)) return damaged('its check sum is wrong');
  const index = JSON.parse(strFromU8(file)) as Index;
  if (index.format !== 1) return damaged(`its format is ${String(index.format)}, and this version reads format 1`);
  const evidence: Evidence[] = [];
  for (const { file: name, crc32: expected, ...meta } of index.evidence ?? []) {
    const part = files[`${folder}${name}`];
    if (part === undefined) return damaged(`${name} is missing in it`);
    if (crc32(part) !== expected) return damaged(`the check sum of ${name} is wrong`);
    evidence.push({ ...meta, data: JSON.parse(strFromU8(part)) as Json });
  }
  const hops: { hop: string; bundle: Bundle }[] = [];
  for (const { hop, folder: inner } of depth > 8 ? [] : (index.hops ?? [])) {
    const taken = take(files, `${folder}${inner}`, depth + 1);
    if (!taken.ok) return taken;
    hops.push({ hop, bundle: taken.value });
  }
  return ok({ ...(index as unknown as Bundle), evidence, hops });
}
