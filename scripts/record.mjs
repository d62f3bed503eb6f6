// Keeps a real run as a case: cases/ID/bundle.json without names of this machine, and what is expected of it.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { diagnose } from '../dist/index.js';
import { decodeBundle } from '../dist/readers/bundle.js';
import { anonymous, leaksOf, namesLeft } from '../dist/test/lab/anonymous.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const usage = `node scripts/record.mjs ID -- SSHWHY ARGUMENTS
node scripts/record.mjs ID --from BUNDLE [--home FOLDER] [--user NAME] [--truth CAUSE,CAUSE]

Runs sshwhy with these arguments, or takes the bundle of a run by that user, and keeps it as cases/ID. ID is lower case,
with hyphens: port-refused. What --truth names must stay confirmed, or a candidate. With --from, a case is replaced.`;

function stop(sentence) {
  console.error(sentence);
  process.exit(64);
}

/** The bundle of a new run. */
function runNow(args) {
  const scratch = mkdtempSync(join(tmpdir(), 'sshwhy-record-'));
  const file = join(scratch, 'bundle');
  const ran = spawnSync(process.execPath, [join(root, 'bin', 'sshwhy.js'), '--bundle', file, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const bytes = existsSync(file) ? readFileSync(file) : null;
  rmSync(scratch, { recursive: true });
  if (bytes === null) stop(`sshwhy ended with status ${ran.status} and wrote no bundle.`);
  return bytes;
}

/** What the recorded run must say from now on. */
function expectationOf({ outcome, stage, symptom, roots, candidates }, truth) {
  const wanted = truth.length > 0 ? truth.filter((id) => candidates.includes(id)) : candidates.slice(0, 1);
  return { outcome, stage, symptom, roots, ...(wanted.length > 0 ? { candidatesInclude: wanted } : {}) };
}

const text = { type: 'string' };
const words = process.argv.slice(2);
const end = words.indexOf('--');
const args = end < 0 ? [] : words.slice(end + 1);
const { values, positionals } = parseArgs({
  args: end < 0 ? words : words.slice(0, end),
  allowPositionals: true,
  options: { from: text, home: text, user: text, truth: text },
});
const [id = ''] = positionals;
if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id) || (values.from === undefined) === (args.length === 0)) stop(usage);
const folder = join(root, 'cases', id);
if (values.from === undefined && existsSync(folder)) stop(`cases/${id} is there already.`);

const decoded = decodeBundle(values.from === undefined ? runNow(args) : readFileSync(values.from));
if (!decoded.ok) stop(decoded.error.text);

const machine = {
  hostName: hostname(),
  userName: values.user ?? userInfo().username,
  home: values.home ?? homedir(),
};
const bundle = anonymous(decoded.value, machine);
const leaks = leaksOf(bundle, machine);
if (leaks.length > 0) stop(`Not written: ${leaks.join(', ')} would still stand in it.`);
const [before, after] = [decoded.value, bundle].map((b) => diagnose(b).verdict);
const judged = ({ outcome, stage, symptom, roots }) => JSON.stringify({ outcome, stage, symptom, roots });
if (judged(before) !== judged(after)) {
  stop(`Not written: with other names it is judged otherwise.\n${judged(before)}\n${judged(after)}`);
}

mkdirSync(folder, { recursive: true });
const write = (name, value) => writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
write('bundle.json', bundle);
write('expected.json', expectationOf(after, (values.truth ?? '').split(',').filter(Boolean)));
execFileSync(join(root, 'node_modules', '.bin', 'biome'), ['format', '--write', '--log-level=error', folder], {
  cwd: root,
  stdio: 'inherit',
});
const left = namesLeft(bundle);
console.log(`
cases/${id}: read bundle.json for names and secrets that no program can know, and make expected.json say what is true.`);
if (left.length > 0) console.log(`These look like names of hosts: ${left.join(', ')}`);
