// Writes the registries: what stands in a folder is in the catalogue. They are not committed, so nobody edits a list.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const src = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');

function filesOf(folder, mark) {
  return readdirSync(join(src, folder), { recursive: true })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !/\.(test|gen)\.ts$/.test(name))
    .filter((name) => readFileSync(join(src, folder, name), 'utf8').includes(mark))
    .sort();
}

function write(path, text) {
  const full = join(src, path);
  mkdirSync(dirname(full), { recursive: true });
  if (!existsSync(full) || readFileSync(full, 'utf8') !== text) writeFileSync(full, text);
}

/** `from`: the folder with the type, below src/. */
function registry(folder, type, plural, one, from = 'model') {
  const files = filesOf(folder, `export const ${one}: ${type}`);
  const lines = files.map((file, i) => `import { ${one} as ${one}${i} } from './${file}';`);
  const path = `${'../'.repeat(folder.split('/').length)}${from}/${one}.ts`;
  write(
    `${folder}/registry.gen.ts`,
    [
      `import type { ${type.replace(/<.*/, '')} } from '${path}';`,
      ...lines,
      '',
      `/** Every ${one} there is: one file each. */`,
      `export const ${plural}: readonly ${type.replace(/<.*/, '')}[] = [${files.map((_, i) => `${one}${i}`).join(', ')}];`,
      '',
    ].join('\n'),
  );
  return files;
}

const causes = registry('causes', 'Cause', 'causes', 'cause');
registry('probes', 'Probe', 'probes', 'probe');
registry('readers', 'Reader', 'readers', 'reader');
registry('readers/snapshot', 'Part', 'parts', 'part');
registry('firewall/owners', 'Owner', 'owners', 'owner', 'firewall');
registry('firewall/clouds', 'Cloud', 'clouds', 'cloud', 'firewall');
write(
  'causes/examples.gen.ts',
  [
    "import type { Example } from '../model/cause.ts';",
    ...causes.map((file, i) => `import { examples as e${i}, cause as c${i} } from './${file}';`),
    '',
    '/** The executable examples by cause id. A bundle that does not ask for them does not carry them. */',
    'export const examples: ReadonlyMap<string, readonly Example[]> = new Map([',
    ...causes.map((_, i) => `  [c${i}.id, e${i}] as const,`),
    ']);',
    '',
  ].join('\n'),
);
const collector = readFileSync(join(src, 'collector', 'snapshot.sh'), 'utf8');
write(
  'collector/script.gen.ts',
  `/** The collector, from snapshot.sh: POSIX shell. */\nexport const script: string = ${JSON.stringify(collector)};\n`,
);
const version = JSON.parse(readFileSync(join(src, '..', 'package.json'), 'utf8')).version;
write('model/version.gen.ts', `/** From package.json. */\nexport const version: string = '${version}';\n`);
