#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';

const here = new URL('.', import.meta.url);
const words = process.argv.slice(2);
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  // The one call that scripts make often: it loads nothing.
  process.stdout.write(`${JSON.parse(readFileSync(new URL('../package.json', here), 'utf8')).version}\n`);
} else if (!existsSync(new URL('../dist/bundle/main.js', here))) {
  process.stderr.write('sshwhy is not built here yet: run `npm ci` in its folder first.\n');
  process.exitCode = 3;
} else {
  await import('../dist/bundle/main.js');
}
