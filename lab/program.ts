import { chmodSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stateRoot } from './network.ts';
import type { Explains } from './score.ts';
import { must } from './shell.ts';

/** The program as it was when the run began: the tree may be rebuilt meanwhile, and is not always readable to others. */
export interface Program {
  readonly path: string;
  readonly explains: Explains;
  remove(): void;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Copies the program to where every user may read it. */
export async function copyProgram(): Promise<Program> {
  const folder = join(stateRoot, `program-${process.pid}`);
  mkdirSync(join(folder, 'dist'), { recursive: true });
  chmodSync(stateRoot, 0o755);
  for (const part of ['bin', 'dist/bundle', 'package.json']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  await must(['chmod', '-R', 'a+rX', folder]);
  const path = join(folder, 'bin/sshwhy.js');
  const catalogue: readonly CatalogueEntry[] = JSON.parse(await must([process.execPath, path, 'causes', '--json']));
  return {
    path,
    explains: new Map(catalogue.map((cause) => [cause.id, cause.explains ?? []])),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

interface CatalogueEntry {
  readonly id: string;
  readonly explains?: readonly string[];
}
