// Lists the compiled tests itself: `node --test` of Node 20 knows no globs. Words on the command line filter by name.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const filters = process.argv.slice(2);

/** A test whose source is gone is a left-over of an earlier build. */
function hasSource(file) {
  const source = file.replace(/\.js$/, '.ts');
  return existsSync(join(root, 'src', source)) || existsSync(join(root, source));
}

const files = readdirSync(join(root, 'dist'), { recursive: true })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.test.js') && hasSource(name))
  .filter((name) => filters.length === 0 || filters.some((filter) => name.includes(filter)))
  .sort()
  .map((name) => relative(process.cwd(), join(root, 'dist', name)));

if (files.length === 0) {
  console.error(
    filters.length === 0 ? 'No tests in dist: run npm run build.' : `No test is named like ${filters.join(', ')}.`,
  );
  process.exit(1);
}
/** Hangs on the sources alone: what is generated fails everywhere or nowhere, and may fail after a change. */
function seedOfSources() {
  const hash = createHash('sha256');
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map((name) => name.replaceAll('\\', '/'));
  for (const name of sources.filter((one) => one.endsWith('.ts')).sort())
    hash.update(name).update(readFileSync(join(root, 'src', name)));
  return hash.digest().readUInt32BE() >>> 1;
}

const seed = process.env.SSHWHY_SEED ?? String(seedOfSources());
console.log(`seed ${seed} (SSHWHY_SEED=N: another)`);
// The tests mostly wait for servers that stay silent, so more of them fit than there are processors.
const concurrency = `--test-concurrency=${availableParallelism() + 1}`;
// Far above what any of them needs: it ends what would hang.
const limit = '--test-timeout=1200000';
const seeded = ['--import', pathToFileURL(join(root, 'dist/test/seed.js')).href];
const { status } = spawnSync(
  process.execPath,
  [...seeded, '--test', '--test-reporter=spec', limit, concurrency, ...files],
  { stdio: 'inherit', env: { ...process.env, SSHWHY_SEED: seed } },
);
process.exit(status ?? 1);
