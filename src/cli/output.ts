import { dirname } from 'node:path';
import type { Bundle } from '../model/bundle.ts';
import type { Report } from '../model/report.ts';
import { codeOf } from '../node/code.ts';
import { exit, Stop } from './exit.ts';
import type { LiveFlags } from './program.ts';
import { write } from './streams.ts';
import { columns, isUtf8, paintFor } from './terminal.ts';

/** The report, on standard output: as JSON, or for a person. */
export async function output(report: Report, flags: LiveFlags): Promise<void> {
  const text = `${flags.json ? JSON.stringify(report, null, 2) : await forPerson(report, flags)}\n`;
  await write(text);
}

async function forPerson(report: Report, flags: LiveFlags): Promise<string> {
  const { renderText } = await import('../report/text.ts');
  return renderText(report, {
    paint: await paintFor(flags, 1),
    width: columns(),
    verbose: flags.v === true,
    ascii: !isUtf8(),
  });
}

/** Whether a file can be written there, before anything else is done. */
export async function writable(path: string): Promise<void> {
  const { access, constants, stat } = await import('node:fs/promises');
  const there = path === '' ? null : await stat(path).catch(() => null);
  const refused = (code: string): Stop => new Stop(exit.usage, `The bundle cannot be written to '${path}' (${code}).`);
  if (path === '') throw refused('ENOENT');
  if (there?.isDirectory()) throw refused('EISDIR');
  try {
    await access(there === null ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw refused(codeOf(error));
  }
}

export async function writeBundle(path: string, bundle: Bundle): Promise<void> {
  const { encodeBundle } = await import('../readers/bundle.ts');
  const { writeFile } = await import('node:fs/promises');
  try {
    await writeFile(path, encodeBundle(bundle), { mode: 0o600 });
  } catch (error) {
    throw new Stop(
      exit.ourFault,
      `The bundle could not be written to ${path}: ${(error as { code?: string }).code ?? error}.`,
    );
  }
}
