/** The paths that a pattern of glob(7) takes, in the order of its answer: by their bytes. Without any sign, the path itself. */
export function globbed(pattern: string, paths: readonly string[]): readonly string[] {
  if (!/[*?[\\]/.test(pattern)) return paths.includes(pattern) ? [pattern] : [];
  const expression = expressionOf(pattern);
  const found = [...new Set(paths)].filter((path) => expression.test(path));
  return found.sort((a, b) => (a < b ? -1 : 1));
}

/** Neither `*` nor `?` stands for a slash, or for a dot at the beginning of a name. */
function expressionOf(pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? '';
    const first = i === 0 || pattern[i - 1] === '/' ? '(?!\\.)' : '';
    const set = c === '[' ? /^\[[!^]?\]?[^\]]*\]/.exec(pattern.slice(i))?.[0] : undefined;
    if (c === '*') source += `${first}[^/]*`;
    else if (c === '?') source += `${first}[^/]`;
    else if (set !== undefined) {
      const inner = set
        .slice(1, -1)
        .replace(/^!/, '^')
        .replace(/[\\[\]]/g, '\\$&');
      source += `${first}(?!/)[${inner}]`;
      i += set.length - 1;
    } else {
      const plain = c === '\\' && i + 1 < pattern.length ? (pattern[++i] ?? '') : c;
      source += plain.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    }
  }
  return new RegExp(`^${source}$`, 's');
}
