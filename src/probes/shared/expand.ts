import type { Target } from '../../model/target.ts';

/** Expands the tokens of ssh_config(5) that name the target and this machine; what it does not know stays as it is. */
export function expandTokens(text: string, target: Target, home: string, localUser: string): string {
  const tokens: Readonly<Record<string, string>> = {
    '%': '%',
    h: target.host,
    k: target.host,
    n: target.input.replace(/^.*@/, ''),
    p: String(target.port),
    r: target.user ?? localUser,
    u: localUser,
    d: home,
  };
  const expanded = text.replace(/%(.)/g, (all, token: string) => tokens[token] ?? all);
  return expanded.replace(/^~(?=\/|$)/, home);
}
