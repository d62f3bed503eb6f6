// One file loads faster than two hundred, and require() faster than import: the command is bundled as CommonJS.
import { readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist/bundle', { recursive: true, force: true });
const common = { bundle: true, logLevel: 'warning', legalComments: 'none' };
const command = { ...common, format: 'cjs', platform: 'node', target: 'node20', minify: true, charset: 'ascii' };
// Commander starts programs only for commands that are programs of their own; here is none, and Node's part for it loads slowly.
const noPrograms = {
  name: 'no-programs',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'child_process', namespace: 'late' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'late' }, () => ({
      contents: "exports.spawn = (...call) => require('node:child_process').spawn(...call);",
    }));
  },
};
// What is asked first is a file of its own: it runs while the rest loads.
await build({ ...command, entryPoints: ['dist/cli/early.js'], outfile: 'dist/bundle/early.cjs' });
await build({
  ...command,
  entryPoints: ['dist/cli/main.js'],
  outfile: 'dist/bundle/main.cjs',
  // A script is one function, so that nobody copies a megabyte to make it one.
  banner: { js: '(function (require) {' },
  footer: { js: '})' },
  // A script with a code cache has no loader of its own: import() becomes require().
  supported: { 'dynamic-import': false },
  plugins: [
    noPrograms,
    {
      name: 'early',
      setup: ({ onResolve }) => onResolve({ filter: /\/early\.js$/ }, () => ({ path: './early.cjs', external: true })),
    },
  ],
});
// In a regular expression a letter stays as it stands in the source, and would be read as two others.
const [odd] = /.{0,40}[^\0-\x7f].{0,20}/.exec(readFileSync('dist/bundle/main.cjs', 'utf8')) ?? [];
if (odd !== undefined) throw new Error(`not ASCII, write \\uXXXX in the source: ${odd}`);
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
