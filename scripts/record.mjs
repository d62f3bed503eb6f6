// Records a real run as a case: cases/ID/bundle.json without names of this machine, and what is expected of it.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diagnose } from '../dist/index.js';
import { decodeBundle } from '../dist/readers/bundle.js';
import { anonymous, leaksOf, namesLeft } from '../dist/test/lab/anonymous.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const usage = `node scripts/record.mjs ID -- SSHWHY ARGUMENTS

Runs sshwhy with these arguments and keeps the run as cases/ID. ID is lower case, with hyphens: port-refused.`;

function stop(sentence) {
  console.error(sentence);
  process.exit(64);
}

const [id = '', dashes, ...args] = process.argv.slice(2);
if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id) || dashes !== '--' || args.length === 0) stop(usage);
const folder = join(root, 'cases', id);
if (existsSync(folder)) stop(`cases/${id} is there already.`);

const scratch = mkdtempSync(join(tmpdir(), 'sshwhy-record-'));
const file = join(scratch, 'bundle');
const ran = spawnSync(process.execPath, [join(root, 'bin', 'sshwhy.js'), '--bundle', file, ...args], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
const decoded = existsSync(file) ? decodeBundle(readFileSync(file)) : null;
rmSync(scratch, { recursive: true });
if (decoded === null) stop(`sshwhy ended with status ${ran.status} and wrote no bundle.`);
if (!decoded.ok) stop(decoded.error.text);

const machine = { hostName: hostname(), userName: userInfo().username, home: homedir() };
const bundle = anonymous(decoded.value, machine);
const leaks = leaksOf(bundle, machine);
if (leaks.length > 0) stop(`Not written: ${leaks.join(', ')} would still stand in it.`);
const [before, after] = [decoded.value, bundle].map((b) => diagnose(b).verdict);
const judged = ({ outcome, stage, symptom, roots }) => JSON.stringify({ outcome, stage, symptom, roots });
if (judged(before) !== judged(after)) {
  stop(`Not written: with other names it is judged otherwise.\n${judged(before)}\n${judged(after)}`);
}

const { outcome, stage, symptom, roots, candidates } = after;
const include = candidates.length > 0 ? { candidatesInclude: candidates.slice(0, 1) } : {};
mkdirSync(folder, { recursive: true });
const write = (name, value) => writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
write('bundle.json', bundle);
write('expected.json', { outcome, stage, symptom, roots, ...include });
execFileSync(join(root, 'node_modules', '.bin', 'biome'), ['format', '--write', '--log-level=error', folder], {
  cwd: root,
  stdio: 'inherit',
});
const left = namesLeft(bundle);
console.log(`
cases/${id}: read bundle.json for names and secrets that no program can know, and make expected.json say what is true.`);
if (left.length > 0) console.log(`These look like names of hosts: ${left.join(', ')}`);
