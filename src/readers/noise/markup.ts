/*
 * What pages, trackers and chats put around a text or write in the place of a character: entities, tags, Markdown.
 */

const named: Readonly<Record<string, string>> = {
  ...{ lt: '<', gt: '>', quot: '"', amp: '&', apos: "'", nbsp: ' ', hellip: '...', ndash: '-', mdash: '-' },
  ...{ lsquo: "'", rsquo: "'", ldquo: '"', rdquo: '"', sol: '/', colon: ':', lpar: '(', rpar: ')', lowbar: '_' },
  ...{ lsqb: '[', rsqb: ']', commat: '@', period: '.', comma: ',', equals: '=', num: '#', dollar: '$', bsol: '\\' },
};
const entity = /&(?:#(\d{2,6})|#[xX]([\da-fA-F]{2,5})|([a-z]{2,6}));/g;

/** `&lt;` is `<`, also where it was escaped once more. */
export function withoutEntities(text: string): string {
  let now = text;
  for (let i = 0; i < 3 && /&#?\w{1,8};/.test(now); i++)
    now = now.replace(entity, (all, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
      if (name !== undefined) return Object.hasOwn(named, name) ? (named[name] ?? all) : all;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code >= 32 && code < 0x11_0000 && code !== 127 ? String.fromCodePoint(code) : all;
    });
  return now;
}

/** Jira, BBCode: a tag is no part of what stands in it. A placeholder that a person wrote, as `{code}` alone, is none either. */
const tags =
  /\{(?:noformat|code|quote|panel|color)(?:[:=][\w#.-]{1,40}(?:[|=][\w .#=-]{0,60}){0,6})?\}|\[\/?(?:code|quote|pre|tt|i|b|noparse|spoiler)(?:=[^\][]{0,60})?\]/gi;
const hasTag = /\{(?:noformat|code|quote|panel|color)[:=}]|\[\/?(?:code|quote|pre|tt|i|b|noparse|spoiler)[=\]]/i;

export function withoutTags(text: string): string {
  return hasTag.test(text) ? text.replace(tags, '') : text;
}

/** What Markdown escapes, that it is no markup. A path of Windows has no such signs behind its strokes. */
const escaped = /\\([_*<>#~|[\]])/g;

export function withoutEscapes(text: string): string {
  return text.includes('\\') ? text.replace(escaped, '$1') : text;
}

/** Bold, code and quotations of a whole line. Stars and strokes by themselves are of the text. */
const around: readonly RegExp[] = [
  /^\*\*(?=\S)(.+?)(?<=\S)\*\*$/,
  /^__(?=\S)(.+?)(?<=\S)__$/,
  /^\*(?=[^\s*])([^*]+)(?<=[^\s*])\*$/,
  /^\{\{(.+?)\}\}$/,
  /^`{3}(?!`)(.+?)`{3}$/,
];

/** The words alone, where one mark stands before the line and behind it. */
export function wordsIn(line: string): string {
  for (const mark of around) {
    const words = mark.exec(line)?.[1];
    if (words !== undefined) return words;
  }
  return line;
}
