import { part, refusal, refusedIn } from '../firewall/clouds.ts';
import { withoutRules } from '../firewall/flow.ts';
import type { RulesFile } from '../firewall/sources.ts';
import { exit, Stop } from './exit.ts';
import { headOf } from './inputs.ts';
import { rulesOf, textsOf } from './snapshot-rules.ts';
import { maxText, textGiven } from './stdin.ts';

/** Files of firewall rules; one that holds none is a mistake, and told before anything else is done. */
export async function rulesIn(names: readonly string[]): Promise<readonly RulesFile[]> {
  const files = (await Promise.all(names.map(fileOf))).flat().flatMap(rulesOf);
  const refused = refusedIn(files);
  if (refused !== null) throw new Stop(exit.usage, refusal(refused));
  const lacking = withoutRules(part(files).host);
  if (lacking === null) return files;
  throw new Stop(
    exit.usage,
    `${lacking} holds no rules that are known here: give what nft list ruleset or iptables-save prints, or the JSON of a cloud's command.`,
  );
}

async function fileOf(name: string): Promise<readonly RulesFile[]> {
  if (name === '-') return textsOf('standard input', await textGiven());
  return textsOf(name, await headOf(name, maxText));
}
