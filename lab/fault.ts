import { existsSync, readdirSync } from 'node:fs';
import type { Client, Host } from './host.ts';
import type { Stage } from './model.ts';
import type { Network } from './network.ts';
import type { Release } from './trees.ts';

/** What is true of the host; nobody but the fault itself knows. */
export interface Truth {
  /** Cause ids; none for a healthy host. With two faults at once: both. */
  readonly causes: readonly string[];
  /** Real as well, and not to be seen, since the connection stops before: they may be named, and need not be. */
  readonly hidden?: readonly string[];
  /** Was so and has been put right: a log alone can't know that. */
  readonly past?: readonly string[];
  /** Where it stops; of a healthy host the last stage that is passed. */
  readonly stage: Stage;
  readonly outcome: 'confirmed' | 'healthy' | 'degraded';
}

/** Everything that stands when a fault is made. */
export interface Scene extends Network {
  readonly person: Client;
  /** The host before the server, when the fault wants one. */
  readonly bastion: Host | null;
}

/** A real host that is broken in one way: one file, found by its place under `faults/`. */
export interface Fault {
  /** = file name. */
  readonly id: string;
  readonly title: string;
  /** Each gives a case of its own. */
  readonly releases: readonly [Release, ...Release[]];
  readonly truth: Truth;
  /** Whether the client's end alone settles it. */
  readonly clientSettles: boolean;
  /** Which addresses the name has; 4 when absent. */
  readonly family?: 4 | 6 | 'both';
  /** The words for ssh that the user would type; `['alice@web1']` when absent. */
  readonly target?: readonly string[];
  /** Whom ssh logs in as, where its configuration says so. */
  readonly login?: string;
  /** Measures an intermittent failure with so many attempts. */
  readonly repeat?: number;
  /** Boots a bastion host beside the server. */
  readonly jump?: true;
  /** What the server runs in the place of an init, as a container does: words for a shell. */
  readonly entry?: string;
  /** Words in a peer's output that would single out the cause. */
  readonly told?: RegExp;
  /** Before the boot: files. */
  prepare?(host: Host, net: Scene): void | Promise<void>;
  /** After the boot: commands. What must go on meanwhile is begun with `start` and ends with the lab's tear-down. */
  breakIt?(host: Host, net: Scene): Promise<void>;
}

/** A fault on one release: what one row of the scoreboard is about. */
export interface Case {
  readonly name: string;
  /** The folder that its fault stands in. */
  readonly theme: string;
  readonly fault: Fault;
  readonly release: Release;
}

/** Every fault of the folder on each of its releases, by name. */
export async function allCases(): Promise<readonly Case[]> {
  const folder = new URL('./faults/', import.meta.url);
  const sources = new URL('../../lab/faults/', import.meta.url);
  // What is compiled and has no source is a left-over of an earlier build.
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.js') && existsSync(new URL(name.replace(/\.js$/, '.ts'), sources)),
  );
  const cases = await Promise.all(files.map(casesOf));
  const all = cases.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
  const twice = all.find(({ name }, i) => name === all[i + 1]?.name);
  if (twice !== undefined) throw new Error(`lab/faults: two faults have the id ${twice.fault.id}`);
  return all;
}

async function casesOf(file: string): Promise<readonly Case[]> {
  const { fault }: { readonly fault: Fault } = await import(new URL(`./faults/${file}`, import.meta.url).href);
  if (!`/${file}`.endsWith(`/${fault.id}.js`)) throw new Error(`lab/faults/${file}: its fault has the id ${fault.id}`);
  const suffix = (release: Release): string => (fault.releases.length > 1 ? `@${release}` : '');
  const theme = file.slice(0, file.indexOf('/'));
  return fault.releases.map((release) => ({ name: `${fault.id}${suffix(release)}`, theme, fault, release }));
}
