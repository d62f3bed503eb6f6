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
