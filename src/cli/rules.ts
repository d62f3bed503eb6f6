import { readFile } from 'node:fs/promises';
import { type RulesFile, withoutRules } from '../firewall/flow.ts';
import { exit, Stop } from './exit.ts';
import { standardInput } from './stdin.ts';

/** Files of firewall rules; one that holds none is a mistake, and told before anything else is done. */
export async function rulesIn(names: readonly string[]): Promise<readonly RulesFile[]> {
  const files = await Promise.all(names.map(fileOf));
  const lacking = withoutRules(files);
  if (lacking === null) return files;
  throw new Stop(
    exit.usage,
    `${lacking} holds no rules that are known here: give what nft list ruleset or iptables-save prints.`,
  );
}

async function fileOf(name: string): Promise<RulesFile> {
  if (name === '-') return { name: 'standard input', text: new TextDecoder().decode(await standardInput()) };
  try {
    return { name, text: await readFile(name, 'utf8') };
  } catch (error) {
    throw new Stop(exit.usage, `${name} cannot be read (${(error as { code?: string }).code ?? 'unknown'}).`);
  }
}
