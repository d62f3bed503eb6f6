// Explains text that holds no SSH, and text of failures with parts cut, doubled and mixed: never a crash, never something
// confirmed where there is no SSH. `node scripts/fuzz.mjs [--seed N] [--runs N] [FILE or FOLDER…]`, after npm run build.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { explained, told } from '../dist/test/lab/told.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    runs: { type: 'string', default: '1000' },
  },
});
const longest = 32_768;
/** Programs and texts that do speak of SSH. */
const ofSsh = /ssh|sftp|scp|dropbear|putty|fail2ban/i;

let state = Number(values.seed);
console.log(`seed ${values.seed}`);
function below(n) {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return Math.floor((state / 0x80000000) * n);
}

function* filesIn(path) {
  let found;
  try {
    found = statSync(path);
  } catch {
    return;
  }
  if (found.isFile()) yield path;
  if (!found.isDirectory()) return;
  for (const name of readdirSync(path).sort()) yield* filesIn(join(path, name));
}

function textOf(path) {
  try {
    const bytes = readFileSync(path);
    return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).subarray(0, longest).toString('utf8');
  } catch {
    return null;
  }
}

let read = 0;
let bad = 0;
function look(name, text, mayConfirm) {
  read += 1;
  const before = performance.now();
  try {
    const { verdict } = explained(text);
    if (
      !mayConfirm &&
      (verdict.roots.length > 0 || verdict.outcome === 'healthy' || verdict.outcome === 'candidates')
    ) {
      bad += 1;
      console.log(`${verdict.outcome}: ${name}: ${verdict.symptom} ${verdict.roots} ${verdict.candidates.slice(0, 3)}`);
    }
  } catch (error) {
    bad += 1;
    console.log(`crash: ${name}: ${error.stack}`);
  }
  const ms = performance.now() - before;
  if (ms > 5000) console.log(`slow: ${name}: ${Math.round(ms)} ms for ${text.length} characters`);
}

const others = [];
for (const root of positionals) {
  for (const path of filesIn(root)) {
    if (ofSsh.test(path)) continue;
    const text = textOf(path);
    if (text === null || text.includes('\0') || ofSsh.test(text)) continue;
    look(path, text, false);
    if (others.length < 400) others.push(text.slice(0, 4000));
  }
}
console.log(`${read} texts without SSH`);

const cases = told();
for (let run = 0; run < Number(values.runs); run += 1) {
  const lines = cases[below(cases.length)].text.split('\n');
  const times = 1 + below(6);
  for (let i = 0; i < times; i += 1) {
    const at = below(lines.length + 1);
    const other = others.length > 0 ? others[below(others.length)] : 'x\u0000\u001b[31m\ufffd';
    const change = below(5);
    if (change === 0) lines.splice(at, 1);
    else if (change === 1) lines.splice(at, 0, lines[below(lines.length)] ?? '');
    else if (change === 2) lines.splice(at, 0, other.split('\n')[0] ?? '');
    else if (change === 3 && lines[at] !== undefined) lines[at] = lines[at].slice(below(lines[at].length));
    else lines.splice(at, 0, ...cases[below(cases.length)].text.split('\n').slice(0, 1 + below(4)));
  }
  look(`seed ${values.seed} run ${run}`, lines.join('\n'), true);
}
console.log(`${values.runs} changed texts, ${bad} wrong`);
process.exit(bad > 0 ? 1 : 0);
