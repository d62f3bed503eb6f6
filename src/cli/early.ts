import type { Ran } from '../model/platform.ts';
import type { Result } from '../model/result.ts';
import type { SshOptions } from '../model/target.ts';
import { run } from '../node/run.ts';
import { askConfig } from '../probes/shared/ssh-g.ts';

/**
 * `ssh -G`, asked before the rest of sshwhy is loaded. Only for the plain call, `sshwhy [-46] [-pliFJo VALUE] [--json]
 * HOST`, where the words for ssh are plain without a parser; the parser has the last word, see {@link asked}.
 */
function early(argv: readonly string[]): { readonly key: string; readonly answer: Promise<Result<Ran>> } | null {
  const words = argv.filter((word) => word !== '--json' && word !== '-v');
  const destination = words.at(-1) ?? '';
  const options = words.slice(0, -1);
  const plain = /^(?: -[46]| -[pliFJo] [^ -][^ ]*)*$/.test(options.map((word) => ` ${word}`).join(''));
  if (!plain || !/^[\w@.:[\]/%-]*[.@:\d][\w@.:[\]/%-]*$/.test(destination) || destination.startsWith('-')) return null;
  const ssh = { words: options, destination };
  return { key: JSON.stringify(ssh), answer: askConfig({ run }, ssh) };
}

const asking = early(process.argv.slice(2));

/** What was asked early, if it was asked with the same words; else it is asked now. */
export function configOf({ words, destination }: SshOptions): Promise<Result<Ran>> {
  const ssh = { words, destination };
  return asking?.key === JSON.stringify(ssh) ? asking.answer : askConfig({ run }, ssh);
}
