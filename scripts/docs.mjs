// Writes the documentation that follows from the sources; needs a build.
//   node scripts/docs.mjs           writes it
//   node scripts/docs.mjs --check   names what is stale, and writes nothing
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';
import { causes } from '../dist/causes/registry.gen.js';
import { fleetOf } from '../dist/fleet/report.js';
import { Scanner } from '../dist/fleet/scanner.js';
import { diagnose } from '../dist/index.js';
import { derivedKinds } from '../dist/infer/derive.js';
import { kindsOf } from '../dist/infer/sign.js';
import { stages } from '../dist/model/stage.js';
import { version } from '../dist/model/version.gen.js';
import { probes } from '../dist/probes/registry.gen.js';
import { readers } from '../dist/readers/registry.gen.js';
import { renderCause, saySign } from '../dist/report/cause-page.js';
import { messagesPage } from './messages.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const problems = [];
const generated = (from) => `<!-- Generated from ${from} by scripts/docs.mjs. Do not edit. -->\n\n`;
const source = (path) => readFileSync(join(root, path), 'utf8');

/** In the order of the wire, then by name. */
const catalogue = [...causes].sort(
  (a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage) || (a.id < b.id ? -1 : 1),
);
const probesInOrder = [...probes].sort((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage));

// ── causes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const mandatory = [
  'What you see',
  'Why it happens',
  'How sshwhy knows',
  'Looks like, and is not',
  'What to do',
  'Sources',
];

function causePage(cause) {
  const page = renderCause(cause);
  const filled = new Map(page.split(/^## /m).map((section) => section.split(/\n([\s\S]*)/)));
  for (const heading of mandatory) {
    if (!filled.get(heading)?.trim())
      problems.push(`src/causes/${cause.stage}/${cause.id}.ts: nothing under "${heading}"`);
  }
  if (!cause.title.trim() || !cause.meaning.trim()) {
    problems.push(`src/causes/${cause.stage}/${cause.id}.ts: it has no title or no meaning`);
  }
  return generated(`src/causes/${cause.stage}/${cause.id}.ts`) + page;
}

function causesIndex() {
  const table = (stage) => {
    const rows = catalogue
      .filter((c) => c.stage === stage)
      .map((c) => `| [${c.id}](${c.id}.md) | ${c.family} | ${c.who} | ${cell(c.meaning)} |`);
    if (rows.length === 0) return [];
    return [`## ${stage}`, '', '| id | family | who must act | meaning |', '| --- | --- | --- | --- |', ...rows, ''];
  };
  return [
    `${generated('src/causes/')}# The catalogue of causes`,
    '',
    `${catalogue.length} causes, by the stage at which the connection stops. An id never changes its meaning. Causes of one family`,
    "look alike from the client's end: a report names the family until the evidence tells its members apart. The same table",
    'for programs is [catalogue.tsv](../catalogue.tsv).',
    '',
    ...stages.flatMap(table),
  ].join('\n');
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}

function catalogueTable() {
  const rows = catalogue.map((c) => [c.id, c.stage, c.family, c.who, c.decidedBy, c.meaning]);
  return `${[['id', 'stage', 'family', 'who', 'decided-by', 'meaning'], ...rows].map((row) => row.join('\t')).join('\n')}\n`;
}

// ── observations ─────────────────────────────────────────────────────────────────────────────────────────────────────

const vocabulary = ['derived-observation', 'observation', 'ssh-observation', 'server-observation'].map((name) =>
  source(`src/model/${name}.ts`),
);

/** The members of all of these interfaces with their comments, as they stand in the source (biome keeps its shape). */
function kindsInSource() {
  const body = vocabulary
    .map(
      (text) =>
        /^export interface (?:ObservationMap|(?:Derived|Ssh|Server)Observations) [^\n]*\{\n(.*?)\n\}\n/ms.exec(text)[1],
    )
    .join('\n');
  const kinds = [];
  let section = '';
  let comment = '';
  let open = null;
  for (const line of body.split('\n')) {
    const heading = /^ {2}\/\/ ── (.*?) ─+$/.exec(line)?.[1];
    const [, quoted, bare, rest] = /^ {2}(?:'([\w.-]+)'|(\w+)): (.*)$/.exec(line) ?? [];
    if (open !== null) open.payload += `\n${line}`;
    else if (heading !== undefined) section = heading;
    else if (rest !== undefined) {
      open = { kind: quoted ?? bare, section, comment, payload: rest };
      comment = '';
    } else
      comment += `${line
        .trim()
        .replace(/^\/?\*+\/?|\*\/$/g, '')
        .trim()} `;
    if (open !== null && /^( {2}\};|.*\};)$/.test(line) && !line.startsWith('    ')) {
      kinds.push({ ...open, payload: plainType(open.payload) });
      open = null;
    }
  }
  return kinds;
}

function plainType(text) {
  return text.replaceAll('readonly ', '').replace(/;$/, '').replace(/^ {2}/gm, '').trim();
}

function observationsPage() {
  const kinds = kindsInSource();
  const known = new Set(kinds.map((k) => k.kind));
  const used = [...causes.flatMap(kindsOfCause), ...probes.flatMap((p) => p.settles), ...derivedKinds];
  for (const kind of new Set(used))
    if (!known.has(kind)) problems.push(`docs/observations.md: ${kind} was not found in the source`);
  const sections = [...new Set(kinds.map((k) => k.section))];
  return [
    `${generated('src/model/observation.ts')}# Observations`,
    '',
    `The ${kinds.length} kinds of facts. The vocabulary is closed: two sources that see the same thing state it in the same words.`,
    'A kind that a reading covers and does not state is *not there*; a kind that no reading covers is *not looked*.',
    '',
    ...sections.flatMap((name) => [`## ${name}`, '', ...kinds.filter((k) => k.section === name).flatMap(describeKind)]),
    '## Named types',
    '',
    `- \`Stage\`: ${stages.map((s) => `\`${s}\``).join(', ')}`,
    '- `Symptom`: `STAGE.WHAT`, where `WHAT` is a `What`',
    ...namedTypes(source('src/model/stage.ts'), ['What']),
    ...namedTypes(vocabulary.join('\n'), ['ConnectOutcome', 'AddressScope', 'KexList']),
    '',
  ].join('\n');
}

function namedTypes(text, names) {
  return names.map((name) => {
    const values = [
      ...(new RegExp(`^export type ${name} =([^;]+);`, 'm').exec(text)?.[1] ?? '').matchAll(/'([^']+)'/g),
    ];
    if (values.length === 0) problems.push(`docs/observations.md: the type ${name} was not found in the source`);
    return `- \`${name}\`: ${values.map((v) => `\`${v[1]}\``).join(', ')}`;
  });
}

function kindsOfCause(cause) {
  const signs = [cause.requires, cause.proves, cause.excludes, ...(cause.suggests ?? [])];
  return [...new Set(signs.filter((sign) => sign !== undefined).flatMap((sign) => kindsOf(sign)))];
}

function describeKind({ kind, comment, payload }) {
  const asked = catalogue.filter((c) => kindsOfCause(c).includes(kind)).map((c) => `[${c.id}](causes/${c.id}.md)`);
  const starts = probesInOrder
    .filter((p) => [p.when, p.until].some((sign) => sign !== undefined && kindsOf(sign).includes(kind)))
    .map((p) => link(p));
  return [
    `### \`${kind}\``,
    '',
    ...(comment.trim() === '' ? [] : [sentence(comment.trim().replace(/\s+/g, ' ')), '']),
    '```ts',
    payload,
    '```',
    '',
    `- Settled by: ${settledBy(kind)}`,
    ...(starts.length === 0 ? [] : [`- Starts or ends: ${starts.join(', ')}`]),
    `- Asked about by: ${few(asked)}`,
    '',
  ];
}

/** A list longer than that tells nobody anything. */
function few(asked) {
  if (asked.length > 25) return `${asked.length} causes`;
  return asked.length === 0 ? 'no cause' : asked.join(', ');
}

function sentence(text) {
  return /[.:]$/.test(text) ? text : `${text}.`;
}

function link(probe) {
  return `[${probe.id}](probes.md#${probe.id})`;
}

function settledBy(kind) {
  if (derivedKinds.includes(kind)) return 'the other facts; it is derived';
  const by = [
    ...probesInOrder.filter((p) => p.settles.includes(kind)).map((p) => `the probe ${link(p)}`),
    ...readers.filter((r) => statedIn(r.id).has(kind)).map((r) => `the reader \`${r.id}\``),
  ];
  return by.length === 0 ? 'nothing in this version' : by.join(', ');
}

const stated = new Map();

/** A reader declares no kinds, so the words of its source are taken: its file, and the folder of the same name. */
function statedIn(id) {
  if (!stated.has(id)) {
    const folder = `src/readers/${id}`;
    const parts = existsSync(join(root, folder))
      ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
      : [];
    const files = [`${folder}.ts`, ...parts].filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
    stated.set(id, new Set(files.flatMap((path) => [...source(path).matchAll(/'([a-z][\w.-]*)'/g)].map((m) => m[1]))));
  }
  return stated.get(id);
}

// ── probes, command line ─────────────────────────────────────────────────────────────────────────────────────────────

const someTarget = { input: 'HOST', user: null, host: 'HOST', port: 22, addresses: [], jumps: [] };
const someSettings = { login: true, deep: false, repeat: 20, timeoutMs: 15_000 };

function probesPage() {
  return [
    `${generated('src/probes/')}# Probes`,
    '',
    'What a live diagnosis does, each as soon as its condition holds, within the budget of the manners. `sshwhy --plan HOST` prints',
    'the same for one host and sends nothing. Here HOST is the host, 22 the port, and `--repeat 20` is given.',
    '',
    ...probesInOrder.flatMap(describeProbe),
  ].join('\n');
}

function describeProbe(probe) {
  const plan = probe
    .plan(someTarget, someSettings)
    .map(({ to, what, if: only }) => `  - to ${to}: ${what}${only === undefined ? '' : `, if ${only}`}`);
  if (!probe.title.trim() || probe.settles.length === 0 || plan.length === 0) {
    problems.push(`src/probes/${probe.id}.ts: it has no title, settles nothing or plans nothing`);
  }
  const when = saySign(probe.when);
  return [
    `## ${probe.id}`,
    '',
    `${probe.title[0]?.toUpperCase()}${probe.title.slice(1)}.`,
    '',
    `- Stage: \`${probe.stage}\`; what it sees is the ${probe.vantage}'s end${times(probe.runs ?? 1)}`,
    `- Runs: ${when === '' ? 'at once' : `when ${when}`}`,
    ...(probe.until === undefined ? [] : [`- Is ended: when ${saySign(probe.until)}`]),
    `- Settles: ${probe.settles.map((kind) => `[\`${kind}\`](observations.md#${kind.replaceAll('.', '')})`).join(', ')}`,
    '- Sends:',
    ...plan,
    '',
  ];
}

function times(runs) {
  return runs === 1 ? '' : `; it may run ${runs} times`;
}

function commandLinePage() {
  const help = (...words) => {
    const { stdout, status, stderr } = spawnSync(process.execPath, [join(root, 'bin/sshwhy.js'), ...words, '--help'], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' },
    });
    if (status !== 0) throw new Error(`sshwhy ${words.join(' ')} --help: ${stderr}`);
    return [`## sshwhy${words.map((w) => ` ${w}`).join('')}`, '', '```text', stdout.trimEnd(), '```', ''];
  };
  return [
    `${generated('the help texts')}# The command line`,
    '',
    'Data goes to standard output, progress to standard error and only to a terminal. `NO_COLOR` and `FORCE_COLOR` are honoured.',
    'The output of `--json` is described by [report.schema.json](report.schema.json), the file of `--bundle` in',
    '[bundle-format.md](bundle-format.md).',
    '',
    ...help(),
    ...help('explain'),
    ...help('causes'),
    ...help('complete'),
  ].join('\n');
}

// ── the schema of the report ─────────────────────────────────────────────────────────────────────────────────────────

function reportSchema() {
  const { $schema, description, ...schema } = createGenerator({
    path: join(root, 'src/model/report.ts'),
    tsconfig: join(root, 'src/model/tsconfig.json'),
    type: 'Report',
    topRef: false,
    skipTypeCheck: true,
    // A later version may add fields within format 1.
    additionalProperties: true,
  }).createSchema('Report');
  const whole = {
    $schema,
    $id: 'urn:sshwhy:report:1',
    $comment: 'Generated from src/model/report.ts by scripts/docs.mjs. Do not edit.',
    title: 'Report of sshwhy, format 1',
    description: `What sshwhy --json prints. ${description}`,
    ...schema,
  };
  const accepts = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(whole);
  for (const report of someReports()) {
    if (!accepts(report)) problems.push(`docs/report.schema.json: ${JSON.stringify(accepts.errors?.slice(0, 3))}`);
  }
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** As `explain` and a live diagnosis make them. */
function someReports() {
  const at = '2026-01-31T12:00:00.000Z';
  const data = 'ssh: connect to host 192.0.2.5 port 22: Connection refused';
  const text = {
    format: 1,
    tool: { name: 'sshwhy', version },
    startedAt: at,
    durationMs: 812,
    ssh: null,
    settings: null,
    spent: null,
    evidence: [{ id: 'e1', kind: 'ssh-log', vantage: 'client', at, title: 'log of ssh', data }],
    hops: [],
    warnings: [],
  };
  const ssh = { words: [], destination: 'alice@192.0.2.5', namesKey: false, family: 0, port: null };
  const live = { ...text, ssh, settings: someSettings, spent: { ssh: 1, authentication: 0, control: 6 } };
  const fleet = {
    ...text,
    evidence: [{ id: 'e1', kind: 'fleet', vantage: 'server', at, title: 'server log', data: someFleet() }],
  };
  const hopped = { ...live, evidence: [], hops: [{ hop: 'jump', bundle: live }] };
  return [text, live, hopped, fleet].map((bundle) => JSON.parse(JSON.stringify(diagnose(bundle))));
}

function someFleet() {
  const window = { host: null, since: null, until: null };
  const clock = { now: Date.UTC(2026, 0, 31, 12), utc: (wall) => wall };
  const scanner = new Scanner(window, clock);
  scanner.file('auth.log', false, clock);
  scanner.feed(
    'Jan 31 11:00:00 web1 sshd[7]: drop connection #10 from [192.0.2.9]:40000 on [192.0.2.5]:22 past MaxStartups\n',
  );
  scanner.feed(
    'Jan 31 11:00:01 web1 sshd[8]: Accepted publickey for alice from 192.0.2.7 port 40000 ssh2: ED25519 SHA256:x\n',
  );
  const fleet = fleetOf([scanner], { files: ['auth.log'], bytes: 200, window, localZone: () => 0, notes: [] });
  return JSON.parse(JSON.stringify(fleet));
}

// ── to the disk, or against it ───────────────────────────────────────────────────────────────────────────────────────

const wanted = new Map([
  ...catalogue.map((cause) => [`docs/causes/${cause.id}.md`, causePage(cause)]),
  ['docs/causes/README.md', causesIndex()],
  ['docs/catalogue.tsv', catalogueTable()],
  ['docs/observations.md', observationsPage()],
  ['docs/probes.md', probesPage()],
  ['docs/messages.md', generated('src/readers/ and src/causes/') + messagesPage(readers, catalogue)],
  ['docs/cli.md', commandLinePage()],
  ['docs/report.schema.json', reportSchema()],
]);

const left = existsSync(join(root, 'docs/causes'))
  ? readdirSync(join(root, 'docs/causes'))
      .map((name) => `docs/causes/${name}`)
      .filter((path) => !wanted.has(path))
  : [];
const stale = [...wanted]
  .filter(([path, text]) => !existsSync(join(root, path)) || source(path) !== text)
  .map(([path]) => path);

if (process.argv.includes('--check')) {
  for (const path of stale) problems.push(`${path} is stale`);
  for (const path of left) problems.push(`${path} belongs to no cause`);
  if (stale.length + left.length > 0) problems.push('npm run docs writes them anew');
} else {
  mkdirSync(join(root, 'docs/causes'), { recursive: true });
  for (const path of stale) writeFileSync(join(root, path), wanted.get(path));
  for (const path of left) rmSync(join(root, path));
  console.log(`${wanted.size} files, ${stale.length} written, ${left.length} removed`);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
