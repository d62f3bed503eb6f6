import type { Command } from 'commander';

/** `sshwhy complete bash|zsh|fish|powershell` prints a completion script; other calls don't load this part. */
export async function addCompletion(program: Command, argv: readonly string[]): Promise<void> {
  if (argv[2] !== 'complete') return;
  const { default: tab } = await import('@bomb.sh/tab/commander');
  tab(program);
}
