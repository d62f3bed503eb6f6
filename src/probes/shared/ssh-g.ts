import type { Evidence } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import type { Platform, Ran } from '../../model/platform.ts';
import type { Result } from '../../model/result.ts';
import type { SshOptions } from '../../model/target.ts';

/** `ssh -G` with the user's own words: what its options and files come to. */
export function askConfig(
  on: Pick<Platform, 'run'>,
  ssh: Pick<SshOptions, 'words' | 'destination'>,
): Promise<Result<Ran>> {
  return on.run(['ssh', '-G', ...ssh.words, '--', ssh.destination], { withinMs: 5000 });
}

/** Its lines as `config.setting`: the keyword in lower case, a blank, the value. */
export function settingsOf(stdout: string, { id }: Pick<Evidence, 'id'>): readonly Observation[] {
  return stdout.split('\n').flatMap((line, i) => {
    const [, keyword, value] = /^(\S+) (.*)$/.exec(line.trimEnd()) ?? [];
    if (keyword === undefined || value === undefined) return [];
    return [{ kind: 'config.setting', value: { keyword, value }, at: { evidence: id, line: i + 1, quote: line } }];
  });
}
