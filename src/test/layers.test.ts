import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { causes } from '../causes/registry.gen.ts';
import { stages } from '../model/stage.ts';
import { probes } from '../probes/registry.gen.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const text = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The project that the folder may import: the compiler refuses the rest. */
function references(config: string): readonly string[] {
  return [...text(config).matchAll(/"path": "(?:\.\.\/|src\/)+([\w-]+)"/g)].map(([, folder = '']) => folder).sort();
}

test('docs/architecture.md says who may import whom as the compiler has it', () => {
  const [, table = ''] = /^## Who may import whom$([\s\S]*?)^## /m.exec(text('docs/architecture.md')) ?? [];
  const rows = [...table.matchAll(/^\| (`.+?`) \| (.+?) \| .+ \|$/gm)];
  const told = rows.flatMap(([, folder = '', imports = '']): readonly (readonly [string, string])[] =>
    /^`[\w-]+`$/.test(folder) && imports !== 'all' ? [[folder.slice(1, -1), imports]] : [],
  );
  assert.ok(told.length > 8);
  for (const [folder, imports] of told) {
    const expected = references(`src/${folder}/tsconfig.json`);
    assert.deepEqual(imports === '–' ? [] : imports.split(', ').sort(), expected, folder);
  }
});

test('shared code names no cause and no probe', () => {
  const shared = [
    'diagnose.ts',
    'read.ts',
    'recognise.ts',
    'wire',
    'infer',
    'firewall',
    'report',
    'fleet',
    'node',
    'cli',
  ];
  const files = shared.flatMap((name) =>
    name.endsWith('.ts')
      ? [`src/${name}`]
      : readdirSync(join(root, 'src', name), { recursive: true }).map((file) => `src/${name}/${file}`),
  );
  // A stage may be called as a probe is.
  const ids = new Set([...causes, ...probes].map(({ id }) => id).filter((id) => !stages.some((stage) => stage === id)));
  for (const file of files.filter((one) => one.endsWith('.ts') && !one.endsWith('.test.ts'))) {
    const named = [...text(file).matchAll(/['"`]([a-z\d-]+)['"`]/g)].filter(([, word = '']) => ids.has(word));
    assert.deepEqual(
      named.map(([word]) => word),
      [],
      file,
    );
  }
});
