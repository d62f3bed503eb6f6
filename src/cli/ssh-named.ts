import { basename } from 'node:path';

/** Programs that take the path of ssh, or a command that begins with it, in an option. `-e` may stand at the end of other letters. */
const options: Readonly<Record<string, RegExp>> = {
  scp: /^-S$/,
  sftp: /^-S$/,
  rsync: /^(?:-[A-Za-z0-9]*e|--rsh)$/,
  mosh: /^--ssh$/,
};
/** The same in one word. */
const inOne: Readonly<Record<string, RegExp>> = {
  scp: /^(-S)(\/.*)$/,
  sftp: /^(-S)(\/.*)$/,
  rsync: /^(-e|--rsh=)(.+)$/,
  mosh: /^(--ssh=)(.+)$/,
  git: /^(core\.sshcommand=)(.+)$/i,
};
/** What names ssh, in the environment of the programs that call it. */
const variables: readonly string[] = [
  'GIT_SSH_COMMAND',
  'GIT_SSH',
  'RSYNC_RSH',
  'CVS_RSH',
  'SVN_SSH',
  'BORG_RSH',
  'ANSIBLE_SSH_EXECUTABLE',
];

/** The same call with another path where it names an ssh by its full path; `other` is null for a path that is none of an ssh. */
export function renamed(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  other: (path: string) => string | null,
): { readonly argv: readonly string[]; readonly env: NodeJS.ProcessEnv } {
  const name = basename(argv[0] ?? '');
  const words = argv.map((word, i) => {
    if (i === 0) return word;
    if (options[name]?.test(argv[i - 1] ?? '') === true) return command(word, other) ?? word;
    // Of git only its own options, which stand before its command.
    const [, head, value] = inOne[name]?.exec(word) ?? [];
    if (head === undefined || value === undefined || (name === 'git' && argv[i - 1] !== '-c')) return word;
    const changed = command(value, other);
    return changed === null ? word : `${head}${changed}`;
  });
  const changes = variables.flatMap((variable): readonly (readonly [string, string])[] => {
    const changed = command(env[variable] ?? '', other);
    return changed === null ? [] : [[variable, changed]];
  });
  return { argv: words, env: { ...env, ...Object.fromEntries(changes) } };
}

/** The path, alone or as the first word of a command, in quotation marks or not. */
const first = /^(?:(\/[^\s"'\\$`;&|<>()]*)|"(\/[^"\\$`]*)"|'(\/[^']*)')(\s.*)?$/s;

/** The same command by another path; null where it names no ssh by its full path. */
export function command(value: string, other: (path: string) => string | null): string | null {
  const [, bare, double, single, rest = ''] = first.exec(value) ?? [];
  const path = bare ?? double ?? single;
  if (path === undefined || basename(path) !== 'ssh') return null;
  const changed = other(path);
  return changed === null ? null : `${changed}${rest}`;
}
