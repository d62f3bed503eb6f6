// One file loads faster than two hundred: the command is bundled, what is seldom needed in pieces of its own.

import { rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist/bundle', { recursive: true, force: true });
const common = { bundle: true, format: 'esm', logLevel: 'warning', legalComments: 'none' };
await build({
  ...common,
  entryPoints: { main: 'dist/cli/main.js' },
  outdir: 'dist/bundle',
  platform: 'node',
  target: 'node20',
  splitting: true,
  minify: true,
  chunkNames: 'part-[hash]',
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
});
// The core must load where there is no Node at all: a second check of the boundary, and what a page will use.
await build({
  ...common,
  entryPoints: ['dist/index.js'],
  outfile: 'dist/bundle/core.js',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2022',
});
