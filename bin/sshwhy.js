#!/usr/bin/env node
const { existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const root = join(__dirname, '..');
const bundle = join(root, 'dist', 'bundle', 'main.cjs');
const words = process.argv.slice(2);
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  // The one call that scripts make often: it loads nothing.
  process.stdout.write(`${JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version}\n`);
} else if (existsSync(bundle)) {
  const ours = createRequire(bundle);
  // The bundle is ASCII (scripts/bundle.mjs sees to it): one byte a character loads faster.
  // V8 checks by itself whether the code cache fits this Node; where it does not, the source is compiled as ever.
  const { Script } = require('node:vm');
  const load = () => {
    const cache = `${bundle}.cache`;
    const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
    new Script(readFileSync(bundle, 'latin1'), { filename: bundle, cachedData }).runInThisContext()(ours);
  };
  // What early.cjs asks only of a plain call, any other call does not wait for.
  const plain = words.filter((word) => word !== '--json' && word !== '-v');
  const host = plain.at(-1) ?? '';
  const asks = /[.@:\d]/.test(host) && (plain.length === 1 || plain[0].startsWith('-'));
  const ready = asks ? ours('./early.cjs').ready : null;
  if (ready === null) load();
  else ready.then(load);
} else {
  process.stderr.write('sshwhy is not built here yet: run `npm ci` in its folder first.\n');
  process.exitCode = 3;
}
