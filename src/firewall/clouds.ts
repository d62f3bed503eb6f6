/*
 * Rules that a cloud keeps in front of a host, found among other rules by their content.
 */
import { type Cloud, type CloudAnswer, cloudFlow, type Doc } from './cloud.ts';
import { clouds } from './clouds/registry.gen.ts';
import type { Flow } from './flow.ts';
import { type Documents, documentsIn } from './located.ts';
import type { RulesFile } from './sources.ts';

/** A large file is asked more than once, and read once. */
const known = new WeakMap<RulesFile, Documents>();

function documentsOf(file: RulesFile): Documents {
  const documents = known.get(file) ?? documentsIn(file.text);
  known.set(file, documents);
  return documents;
}

/** Files, parted by whose rules they hold. */
export interface Parted {
  readonly clouds: ReadonlyMap<Cloud, readonly Doc[]>;
  /** What is left for the host's own rules. Lines keep their numbers. */
  readonly host: readonly RulesFile[];
}

/** Each file's documents by provider. A file that holds nothing of a cloud goes on as it is. */
export function part(files: readonly RulesFile[]): Parted {
  const found = new Map<Cloud, Doc[]>();
  const host: RulesFile[] = [];
  for (const file of files) {
    const { docs, taken } = cloudIn(file);
    for (const { cloud, doc } of docs) {
      const own = found.get(cloud);
      if (own === undefined) found.set(cloud, [doc]);
      else own.push(doc);
    }
    if (docs.length === 0) {
      host.push(file);
      continue;
    }
    const text = file.text
      .split('\n')
      .map((line, i) => (taken.has(i) ? '' : line))
      .join('\n');
    if (/\S/.test(text)) host.push({ name: file.name, text });
  }
  return { clouds: found, host };
}

interface Found {
  readonly docs: readonly { readonly cloud: Cloud; readonly doc: Doc }[];
  /** Lines that are theirs, counted from 0. */
  readonly taken: ReadonlySet<number>;
}

function cloudIn(file: RulesFile): Found {
  const docs: { cloud: Cloud; doc: Doc }[] = [];
  const taken = new Set<number>();
  for (const root of documentsOf(file).whole) {
    const cloud = clouds.find((one) => one.knows(root));
    if (cloud === undefined) continue;
    docs.push({ cloud, doc: { file: file.name, root } });
    for (let line = root.line; line <= root.end; line++) taken.add(line - 1);
  }
  return { docs, taken };
}

/** The lines of a text that a cloud's command printed, as JSON or in a form that is not read, counted from 0. */
export function cloudLines(lines: readonly string[]): readonly number[] {
  const taken = new Set(cloudIn({ name: '', text: lines.join('\n') }).taken);
  for (const [i, line] of lines.entries()) if (inOtherForm(line) !== undefined) taken.add(i);
  return [...taken];
}

function inOtherForm(line: string): Cloud | undefined {
  return line.length > maxHeader ? undefined : clouds.find(({ otherForm }) => otherForm.test(line.trimEnd()));
}

/** Heads of tables are shorter. */
const maxHeader = 2000;

/** Rules of a cloud that cannot be read as they are, and what to give instead. */
export interface Refused {
  readonly file: string;
  readonly why: 'form' | 'broken';
  /** The command that prints what is read. */
  readonly command: string;
  /** Where the JSON breaks off, counted from 1. */
  readonly line: number;
}

/** Words that only these documents have, in the first piece of a damaged one. */
const marks =
  /"(?:SecurityGroups|SecurityGroupRules|NetworkAcls|RouteTables|IpPermissions|securityRules|effectiveSecurityRules|compute#firewall|sourceRanges)"/;

/** Null: whatever there is of a cloud is whole and is JSON. */
export function refusedIn(files: readonly RulesFile[]): Refused | null {
  for (const file of files) {
    const { name, text } = file;
    const { broken } = documentsOf(file);
    const damaged = broken.find(({ text: piece }) => marks.test(piece));
    if (damaged !== undefined) return { file: name, why: 'broken', command: '', line: damaged.end };
    for (const [i, line] of text.split('\n').entries()) {
      const cloud = inOtherForm(line);
      if (cloud !== undefined) return { file: name, why: 'form', command: cloud.command, line: i + 1 };
    }
  }
  return null;
}

/** The same as a sentence. */
export function refusal({ file, why, command, line }: Refused): string {
  return why === 'broken'
    ? `${file} holds JSON that is damaged or breaks off at line ${line}: give all that the command prints.`
    : `${file} holds rules of a cloud that are not in JSON (line ${line}): give what ${command} prints.`;
}

/** What each cloud says; empty when there are no rules of any. */
export function judgeClouds(
  parted: Parted,
  { from, to, port }: Flow,
): readonly (CloudAnswer & { readonly cloud: Cloud })[] {
  const flow = cloudFlow(from, to, port);
  return [...parted.clouds].map(([cloud, docs]) => ({ cloud, ...cloud.judge(docs, flow) }));
}
