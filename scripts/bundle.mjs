// One file loads faster than two hundred, and require() faster than import: the command is bundled as CommonJS.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist/bundle', { recursive: true, force: true });
const common = { bundle: true, logLevel: 'warning', legalComments: 'none' };
const command = { ...common, format: 'cjs', platform: 'node', target: 'node20', minify: true, charset: 'ascii' };
// What is asked first is a file of its own: it runs while the rest loads.
await build({ ...command, entryPoints: ['dist/cli/early.js'], outfile: 'dist/bundle/early.cjs' });
await build({
  ...command,
  entryPoints: ['dist/cli/main.js'],
  outfile: 'dist/bundle/main.cjs',
  // A script with a code cache has no loader of its own: import() becomes require().
  supported: { 'dynamic-import': false },
  plugins: [
    {
      name: 'early',
      setup: ({ onResolve }) => onResolve({ filter: /\/early\.js$/ }, () => ({ path: './early.cjs', external: true })),
    },
  ],
});
// The core must load where there is no Node at all: a second check of the boundary, and what a page will use.
await build({
  ...common,
  entryPoints: ['dist/index.js'],
  outfile: 'dist/bundle/core.js',
  format: 'esm',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2022',
});
