import { causes } from '../causes/registry.gen.ts';
import type { Cause } from '../model/cause.ts';
import { renderCause } from '../report/cause-page.ts';
import { exit, Stop } from './exit.ts';
import { nearest } from './near.ts';
import type { LiveFlags } from './program.ts';
import { write } from './streams.ts';
import { paintFor } from './terminal.ts';

/** `sshwhy causes [ID]` */
export async function listCauses(id: string | undefined, flags: LiveFlags): Promise<number> {
  const paint = await paintFor(flags, 1);
  if (id === undefined) {
    const width = Math.max(...causes.map((c) => c.id.length));
    const row = (c: Cause): string =>
      `${paint.bold(c.id.padEnd(width))}  ${paint.dim(c.stage.padEnd(14))}  ${c.meaning}`;
    const text = flags.json ? JSON.stringify(causes.map(plain), null, 2) : causes.map(row).join('\n');
    await write(`${text}\n`);
    return exit.works;
  }
  const cause = causes.find((c) => c.id === id);
  if (cause === undefined)
    throw new Stop(exit.usage, `There is no cause '${id.slice(0, 60)}'.${hint(id)} sshwhy causes lists them all.`);
  await write(flags.json ? `${JSON.stringify(plain(cause), null, 2)}\n` : renderCause(cause));
  return exit.works;
}

/** Without the signs: those are for the engine. */
function plain({ requires, proves, suggests, excludes, ...rest }: Cause): object {
  return rest;
}

function hint(id: string): string {
  const ids = causes.map((c) => c.id);
  const parts = id === '' ? [] : ids.filter((one) => one.includes(id) || id.includes(one));
  const near = parts.length > 0 ? parts : [nearest(id, ids)].flatMap((one) => one ?? []);
  return near.length === 0 ? '' : ` Did you mean ${near.slice(0, 3).join(' or ')}?`;
}
