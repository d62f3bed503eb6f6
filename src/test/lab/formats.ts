/*
 * The messages of OpenSSH that end a connection, as data that a person can read: one line each in src/test/formats.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One message. `releases`: since..last portable release. `example`: real lines. `expected`: what is to be made of them. */
export interface Format {
  readonly releases: string;
  readonly format: string;
  readonly example: string;
  readonly expected: string;
}

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../../src/test/formats');

/** All messages of one side. */
export function formats(side: 'client' | 'server'): readonly Format[] {
  const lines = readFileSync(join(folder, `${side}.txt`), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [releases = '', format = '', example = '', expected = ''] = line.split(' || ');
      return { releases, format, example: example.replaceAll('\\n', '\n'), expected };
    });
}
