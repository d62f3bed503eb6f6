// The page of the messages that the readers know, made of what they export.

const some = '\u2026';

/** A pattern as words that a person can look for: what varies is an ellipsis, what may differ stands in brackets. */
export function wordsOf(pattern) {
  return typeof pattern === 'string'
    ? [`\`${pattern}\``]
    : branches(pattern.source)
        .map(tidy)
        .filter((text) => /[a-z]{3}/i.test(text));
}

function tidy(text) {
  const plain = text
    .replace(/(?:\u2026\s*){2,}/g, `${some} `)
    .replace(/\s+/g, ' ')
    .trim();
  return plain.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
}

/** The alternatives at the top of a source, each in words. */
function branches(source) {
  const state = { source, at: 0 };
  return alternatives(state);
}

function alternatives(state) {
  const found = [''];
  while (state.at < state.source.length && state.source[state.at] !== ')') {
    if (state.source[state.at] === '|') {
      state.at += 1;
      found.push('');
    } else found[found.length - 1] += piece(state);
  }
  return found;
}

function piece(state) {
  const text = atom(state);
  const [quantifier = ''] = /^(?:[*+?]|\{\d*,?\d*\})\??/.exec(state.source.slice(state.at)) ?? [];
  state.at += quantifier.length;
  if (quantifier === '') return text;
  // What may be missing is left out: the words that are always there are looked for.
  if (/^[?*]/.test(quantifier) || quantifier.startsWith('{0'))
    return text === some ? some : text.length <= 1 && quantifier !== '*' ? text : '';
  return text;
}

function atom(state) {
  const { source } = state;
  const char = source[state.at];
  state.at += 1;
  if (char === '^' || char === '$') return '';
  if (char === '.') return some;
  if (char === '[') {
    const end = /^(?:\\.|[^\]\\])*\]/.exec(source.slice(state.at))?.[0] ?? '';
    state.at += end.length;
    return /^(.)\1?[A-Za-z]?\]$/i.test(end) ? end[0] : some;
  }
  if (char === '(') return group(state);
  if (char !== '\\') return char;
  const escaped = source[state.at];
  state.at += 1;
  if (escaped === 'u') {
    const code = source.slice(state.at, state.at + 4);
    state.at += 4;
    return String.fromCharCode(Number.parseInt(code, 16));
  }
  if (/[bB]/.test(escaped)) return '';
  if (/[sn]/.test(escaped)) return ' ';
  return /[SdwWDt\d]/.test(escaped) ? some : escaped;
}

function group(state) {
  const look = /^\?(?:[=!]|<[=!])/.exec(state.source.slice(state.at));
  const mark = /^\?(?::|[=!]|<[=!]|<\w+>)/.exec(state.source.slice(state.at))?.[0] ?? '';
  state.at += mark.length;
  const found = alternatives(state).map((text) => text.trim());
  state.at += 1;
  if (look !== null) return '';
  const words = [...new Set(found)].filter((text) => text !== '');
  if (words.length === 0) return '';
  // It may stand at the beginning of the line, or not be there.
  if (found.includes('')) return '';
  if (words.length === 1) return words[0];
  return words.every((text) => text === some) ? some : `(${words.join(' / ')})`;
}

/** Every regular expression that a sign asks of a message of this kind. */
function asked(sign, kind) {
  if (sign === undefined) return [];
  if (sign.op !== 'seen') return sign.of.flatMap((one) => asked(one, kind));
  return sign.kind === kind && sign.where.message instanceof RegExp ? [sign.where.message] : [];
}

function table(readers) {
  const programs = new Map();
  for (const reader of readers)
    for (const { program, texts } of reader.knows ?? [])
      programs.set(program, [...(programs.get(program) ?? []), ...texts]);
  return [...programs].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
}

function ofCauses(catalogue) {
  return catalogue.flatMap((cause) => {
    const signs = [cause.requires, cause.proves, cause.excludes, ...(cause.suggests ?? [])];
    const words = [...new Set(signs.flatMap((sign) => asked(sign, 'sshd.log')).flatMap(wordsOf))];
    return words.length === 0 ? [] : [`| [${cause.id}](causes/${cause.id}.md) | ${words.join('<br>')} |`];
  });
}

export function messagesPage(readers, catalogue) {
  const programs = table(readers);
  const count = programs.reduce((sum, [, texts]) => sum + texts.flatMap(wordsOf).length, 0);
  return [
    '# Messages',
    '',
    `What \`sshwhy explain\` knows, by the program that prints it: ${count} messages and outputs of ${programs.length} programs or groups of them. ${some} stands for`,
    'what differs from case to case, (a / b) for one of several. A message that is known need not decide: many only tell a stage.',
    '',
    '| program | messages and outputs |',
    '| --- | --- |',
    ...programs.map(([program, texts]) => {
      const words = [...new Set(texts.flatMap(wordsOf))];
      return `| ${program} | ${words.length === 0 ? 'each line' : words.join('<br>')} |`;
    }),
    '',
    '## The log of sshd',
    '',
    'Each line of sshd, sshd-session and sshd-auth is read. These are the ones that a cause asks about.',
    '',
    '| cause | lines |',
    '| --- | --- |',
    ...ofCauses(catalogue),
    '',
  ].join('\n');
}
