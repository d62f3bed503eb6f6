// Scaffolds one file and names what to do next; never overwrites.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stages = readdirSync(join(root, 'src/causes'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

const usage = `npm run new cause STAGE/ID    src/causes/STAGE/ID.ts, a cause of the catalogue
npm run new probe ID          src/probes/ID.ts, something to ask the world
npm run new reader ID         src/readers/ID.ts, a kind of text that people have
npm run new part ID           src/readers/snapshot/ID.ts, some sections of a server's snapshot

STAGE is one of ${stages.join(', ')}.
ID is a noun, lower case, with hyphens: host-key-changed. A cause is named for its failing state.`;

const id = /^[a-z0-9]+(-[a-z0-9]+)*$/;

function stop(sentence) {
  console.error(`${sentence}\n\n${usage}`);
  process.exit(64);
}

/** What a cause of this stage mostly is; the author changes it. */
const families = {
  config: 'client',
  name: 'address',
  route: 'unreachable',
  tcp: 'not-serving',
  identification: 'limited',
  kex: 'negotiation',
  hostkey: 'negotiation',
  auth: 'account',
  session: 'session',
};

/** Compiles and passes its examples. What is left empty is refused by scripts/docs.mjs, by name. */
function cause(stage, name) {
  return `import { seen, stopsAt } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

export const cause: Cause = {
  id: '${name}',
  stage: '${stage}',
  family: '${families[stage]}',
  who: 'server',
  decidedBy: 'server',
  meaning: '',
  title: '',
  sees: '',
  why: '',
  cases: 0,
  requires: stopsAt('${stage}'),
  // Only what no other cause explains.
  proves: seen('sshd.log', { message: /^the words that only this cause has$/ }),
  lookalikes: [],
  fix: [],
  sources: [],
};

export const examples: readonly Example[] = [
  {
    name: 'sshd says so in its log',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: '${stage}.failed', stage: '${stage}' }],
      ['sshd.log', { message: 'the words that only this cause has' }],
    ],
  },
  {
    name: 'look-alike: another cause with the same symptom',
    expect: 'possible',
    seen: [['symptom', { is: '${stage}.failed', stage: '${stage}' }]],
  },
];
`;
}

/** Compiles and is inert. What is left empty is refused by scripts/docs.mjs, by name. */
function probe(name) {
  return `import { stopsAt } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { state } from './shared/state.ts';

/** What came back, raw; null when it was not looked. */
type Answer = { readonly sent: number; readonly lost: number } | null;

export const probe: Probe<Answer> = {
  id: '${name}',
  title: '',
  vantage: 'client',
  stage: 'tcp',
  when: stopsAt('tcp'),
  settles: [],
  plan: () => [],
  run,
  read,
};

/** The outside world comes from \`context.on\`; \`take\` or \`dial\` asks the budget before anything is sent to the host. */
async function run(context: ProbeContext): Promise<Answer> {
  if (context.remainingMs() < 1000) return null;
  return null;
}

/** Pure: the same evidence gives the same facts, now or from a bundle. */
function read(answer: Answer, evidence: Evidence): Reading {
  if (answer === null) return { covers: [], observations: [] };
  const observations: readonly Observation[] = [state('path.loss', answer, evidence)];
  return { covers: ['path.loss'], observations };
}
`;
}

/** Compiles, and recognises nothing that people have. */
function reader(name) {
  return `import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { factAt } from './pasted.ts';

/** A line of this kind; its message is the first group. */
const pattern = /^${name}: (.+)$/;

export const reader: Reader = {
  id: '${name}',
  title: 'text of ${name}',
  recognise,
  read,
};

function recognise(lines: readonly string[]): readonly number[] {
  return lines.flatMap((line, i) => (pattern.test(line) ? [i] : []));
}

/** Total: any text in, a reading out. It covers a kind only if its silence proves that the thing is not there. */
function read(evidence: Evidence): Reading {
  const lines = typeof evidence.data === 'string' ? evidence.data.split('\\n') : [];
  const observations = lines.flatMap((line, i): readonly Observation[] => {
    const message = pattern.exec(line)?.[1];
    if (message === undefined) return [];
    return [factAt(evidence.id, lines, i, 'server.log', { program: '${name}', message })];
  });
  return { covers: [], observations };
}
`;
}

/** Compiles, and reads a section that nobody collects. */
function part(name) {
  return `import type { Part } from '../../model/part.ts';

/** Say what it reads, and whose words they are. */
export const part: Part = {
  id: '${name}',
  read: (server) => {
    const section = server.whole('${name}');
    if (section === null) return { covers: [], observations: [] };
    const observations = section.lines.map((message, i) =>
      server.fact('server.log', { program: '${name}', message }, section, i),
    );
    return { covers: [], observations };
  },
};
`;
}

function planned(kind, name) {
  if (kind === 'cause') {
    const [stage = '', own = '', ...rest] = name.split('/');
    if (!stages.includes(stage) || !id.test(own) || rest.length > 0) stop(`'${name}' is no STAGE/ID.`);
    return { path: `src/causes/${name}.ts`, text: cause(stage, own) };
  }
  if (!id.test(name)) stop(`'${name}' is no ID.`);
  if (kind === 'probe') return { path: `src/probes/${name}.ts`, text: probe(name) };
  if (kind === 'reader') return { path: `src/readers/${name}.ts`, text: reader(name) };
  if (kind === 'part') return { path: `src/readers/snapshot/${name}.ts`, text: part(name) };
  return stop(`'${kind}' is none of cause, probe, reader, part.`);
}

/** A name stands for one thing: evidence is found by it, and a cause by it alone. */
function taken(kind, name) {
  const folders =
    kind === 'cause'
      ? stages.map((stage) => `src/causes/${stage}`)
      : ['src/probes', 'src/readers', 'src/readers/snapshot'];
  return folders.map((folder) => `${folder}/${basename(name)}.ts`).find((path) => existsSync(join(root, path)));
}

const next = {
  cause: 'Fill it in, then: npm run docs && npm test',
  probe: 'Fill it in, write its test beside it with a platform of your own, then: npm run docs && npm test',
  reader: 'Fill it in, write its test beside it, then: npm run docs && npm test',
  part: 'Fill it in, let the collector collect it, write its test beside it, then: npm run docs && npm test',
};

const [kind, name, ...more] = process.argv.slice(2);
if (kind === undefined || name === undefined || more.length > 0) stop('Name a kind and an id.');
const { path, text } = planned(kind, name);
const there = taken(kind, name);
if (there !== undefined) stop(`${there} is there already.`);
mkdirSync(dirname(join(root, path)), { recursive: true });
writeFileSync(join(root, path), text, { flag: 'wx' });
console.log(`${path}\n${next[kind]}`);
