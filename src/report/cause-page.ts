import { type Cause, type Fix, lookOf } from '../model/cause.ts';
import type { Sign } from '../model/sign.ts';

/** One cause's page, in Markdown: what the catalogue shows, and docs/causes/ID.md. */
export function renderCause(cause: Cause): string {
  const sections = [
    `# ${cause.id}`,
    `${capital(cause.meaning)}.`,
    `Stage \`${cause.stage}\` · family \`${cause.family}\` · who must act: ${cause.who} · decided by: ${decided[cause.decidedBy]}`,
    '## What you see',
    flat(cause.sees),
    '## Why it happens',
    flat(cause.why),
    '## How sshwhy knows',
    knows(cause),
    '## Looks like, and is not',
    cause.lookalikes.map((l) => `- [${l.cause}](${l.cause}.md): ${flat(l.difference)}`).join('\n'),
    ...(cause.check === undefined
      ? []
      : ['## The look that settles it', `${capital(lookOf(cause.check))}:`, fence([cause.check.command])]),
    '## What to do',
    cause.fix.map(fixText).join('\n\n'),
    '## Sources',
    cause.sources.map((s) => `- ${s}`).join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

const decided = { client: "the client's end", server: "the server's end", both: 'both ends together' } as const;

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function capital(text: string): string {
  return text.startsWith('sshd') ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

function fence(lines: readonly string[]): string {
  return ['```sh', ...lines, '```'].join('\n');
}

function fixText(fix: Fix): string {
  const platform = fix.platform === undefined ? '' : `${fix.platform}: `;
  const parts = [`**${platform}${fix.say}** (${fix.who}; risk: ${fix.risk})`];
  if (fix.commands.length > 0) parts.push(fence(fix.commands));
  if (fix.undo !== undefined && fix.undo.length > 0) parts.push('Undo:', fence(fix.undo));
  return parts.join('\n\n');
}

const lasting =
  'As long as it is there it stops every attempt: of attempts that work and fail by turns it is not the reason';

function knows(cause: Cause): string {
  const rows: readonly (readonly [string, Sign | undefined])[] = [
    ['It can only be when', cause.requires],
    ['It is proved by', cause.proves],
    ['It is ruled out by', cause.excludes],
    ['Where another cause stops the connection sooner, it is proved to wait behind that by', cause.stands],
  ];
  const lines: string[] = rows.flatMap(([label, sign]) => (sign === undefined ? [] : [`- ${label}: ${saySign(sign)}`]));
  if (cause.lasting === true) lines.push(`- ${lasting}`);
  const hints = (cause.suggests ?? []).map((s) => `  - ${saySign(s)}`);
  return [...lines, ...(hints.length > 0 ? ['- What speaks for it:', ...hints] : [])].join('\n');
}

/** A sign in words. */
export function saySign(sign: Sign): string {
  switch (sign.op) {
    case 'seen': {
      const tests = Object.entries(sign.where).map(([field, test]) => `${field} ${sayTest(test)}`);
      return `\`${sign.kind}\`${tests.length === 0 ? '' : ` with ${tests.join(', ')}`}`;
    }
    case 'not':
      return `not (${saySign(sign.of[0])})`;
    case 'all':
      return sign.of.map((s) => (s.op === 'any' && s.of.length > 1 ? `(${saySign(s)})` : saySign(s))).join(' **and** ');
    case 'any':
      return sign.of.map((s) => (s.op === 'all' ? `(${saySign(s)})` : saySign(s))).join(' **or** ');
  }
}

function sayTest(test: unknown): string {
  if (test instanceof RegExp) return `matching \`${test.source}\``;
  if (Array.isArray(test)) return test.map((t) => `\`${t}\``).join(' or ');
  if (typeof test === 'object' && test !== null) {
    const { min, max } = test as { min?: number; max?: number };
    return [min === undefined ? '' : `at least ${min}`, max === undefined ? '' : `at most ${max}`]
      .filter((t) => t !== '')
      .join(' and ');
  }
  return `\`${String(test)}\``;
}
