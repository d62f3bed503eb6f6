import { factsOf } from '../../infer/facts.ts';
import { targetOf } from '../../infer/target.ts';
import type { ProbeContext } from '../../model/probe.ts';
import { hopOptions } from './hop-words.ts';
import { knownKeys } from './known-hosts.ts';
import { type Asked, loginWords, sharesConnection } from './login-words.ts';
import { askConfig, settingsOf } from './ssh-g.ts';
import { settings } from './state.ts';

type Context = Pick<ProbeContext, 'ssh' | 'facts' | 'target' | 'on'>;

/**
 * The way through the jump hosts as ssh itself would go it, but leaving nothing behind: as a ProxyCommand. Of the words for the target
 * ssh hands none on to a hop, so one whose key is new would be recorded, and one that shares its connection would leave that open.
 * Null where nothing of that would be: then ssh goes by itself.
 */
export async function quietWay(context: Context): Promise<string | null> {
  const { target, on } = context;
  // A command line of cmd.exe is quoted in another way.
  if (target.jumps.length === 0 || on.os === 'win32') return null;
  const hops = await hopsOf(context);
  const known = hops.flatMap((hop) => hop ?? []);
  if (known.length < hops.length || !(await Promise.all(known.map(leaves))).includes(true)) return null;
  return known.reduce<string>((before, hop) => command(hop, before), '');
}

/** Each jump host as a target of its own. */
export function hopsOf(context: Context): Promise<readonly (Context | null)[]> {
  const { ssh, target } = context;
  return Promise.all(target.jumps.map((jump) => asked(context, hopOptions(ssh, jump, []))));
}

/** A hop with its own settings; null where ssh does not tell them. */
async function asked({ on }: Context, ssh: Context['ssh']): Promise<Context | null> {
  const ran = await askConfig(on, ssh);
  if (!ran.ok || ran.value.status !== 0 || ran.value.timedOut) return null;
  const facts = factsOf([{ covers: [], observations: settingsOf(ran.value.stdout, { id: '' }) }]);
  return { ssh, facts, target: targetOf(ssh, facts), on };
}

/** Whether a login there would leave something on this machine, or stop at a question. */
async function leaves(hop: Context): Promise<boolean> {
  if (sharesConnection(hop.facts)) return true;
  if (settings(hop.facts, 'stricthostkeychecking')[0] === 'yes') return false;
  return (await knownKeys(hop)).length === 0 || settings(hop.facts, 'updatehostkeys')[0] === 'true';
}

function command(hop: Asked & Context, before: string): string {
  const way = before === '' ? [] : ['-o', `ProxyCommand=${before}`];
  // What ssh replaces it replaces at each level; the last two words are for this one.
  const words = ['ssh', ...way, ...loginWords(hop, null)].map((word) => quoted(word.replaceAll('%', '%%')));
  return [...words, '-W', "'[%h]:%p'", '--', quoted(hop.ssh.destination.replaceAll('%', '%%'))].join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
