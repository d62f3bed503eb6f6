import type { SshOptions } from '../../model/target.ts';

/**
 * As ssh itself dials a hop: with the same configuration file, which may put a hop before the first, through the hops before it, without
 * the other options.
 */
export function hopOptions(ssh: SshOptions, jump: string, before: readonly string[]): SshOptions {
  const at = ssh.words.indexOf('-F');
  const file = at < 0 ? [] : ssh.words.slice(at, at + 2);
  const words = [...file, ...(before.length > 0 ? ['-J', before.join(',')] : [])];
  const [, user = '', bracketed, plainHost, port] = /^(.*@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(jump) ?? [];
  const name = `${user}${bracketed ?? plainHost ?? jump}`;
  if (jump.startsWith('ssh://') || port === undefined) {
    return {
      words,
      destination: jump.startsWith('ssh://') ? jump : name,
      namesKey: false,
      family: ssh.family,
      port: null,
    };
  }
  return { words: [...words, '-p', port], destination: name, namesKey: false, family: ssh.family, port: Number(port) };
}
