import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isoOf, parseWhen, Years } from './clock.ts';

// Two hours ahead of UTC.
const clock = { now: Date.parse('2026-01-31T12:00:00Z'), utc: (wall: number): number => wall - 7_200_000 };

test('times as journalctl takes them', () => {
  const wanted: Readonly<Record<string, string | null>> = {
    '2026-01-30': '2026-01-29T22:00:00.000Z',
    '2026-01-30 10:30': '2026-01-30T08:30:00.000Z',
    '2026-01-30T10:30:05Z': '2026-01-30T10:30:05.000Z',
    '2026-01-30T10:30:05+01:00': '2026-01-30T09:30:05.000Z',
    '2h ago': '2026-01-31T10:00:00.000Z',
    '1 day 2 hours ago': '2026-01-30T10:00:00.000Z',
    '-90min': '2026-01-31T10:30:00.000Z',
    yesterday: '2026-01-29T22:00:00.000Z',
    today: '2026-01-30T22:00:00.000Z',
    now: '2026-01-31T12:00:00.000Z',
    '08:15': '2026-01-31T06:15:00.000Z',
    '@1769860800': '2026-01-31T12:00:00.000Z',
    'Fri 2026-01-30 10:30:00 UTC': '2026-01-30T10:30:00.000Z',
    '2026-01-30 UTC': '2026-01-30T00:00:00.000Z',
    'Jan 30': '2026-01-29T22:00:00.000Z',
    'Dec  1 10:00': '2025-12-01T08:00:00.000Z',
    'yesterday 10:30': '2026-01-30T08:30:00.000Z',
    '9:05:07': '2026-01-31T07:05:07.000Z',
    '@1769860800.5': '2026-01-31T12:00:00.500Z',
    '1.5h ago': '2026-01-31T10:30:00.000Z',
    '-500ms': '2026-01-31T11:59:59.500Z',
    Yesterday: '2026-01-29T22:00:00.000Z',
    '2026-01-32': null,
    '2026-02-29': null,
    '2026-01-30 24:00': null,
    '2026-01-30 10:60': null,
    'Feb 30': null,
    'today ': '2026-01-30T22:00:00.000Z',
    yesterdayx: null,
    '2h': null,
    'last week': null,
    '2026-13-01': null,
    '25:00': null,
    '': null,
  };
  for (const [text, at] of Object.entries(wanted)) assert.equal(isoOf(parseWhen(text, clock)), at, text);
});

test('any text is a time or none', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseWhen(text, clock)));
});

test('years are counted from the end of the log', () => {
  const end = Date.parse('2026-11-29T20:00:00Z');
  const days = [5, 11, 0, 5, 11, 0, 5, 10] as const;
  const years = (back: number): { readonly read: readonly string[]; readonly ahead: number } => {
    const y = new Years();
    y.restart(back);
    const read = days.map((month) => new Date(y.wall(month, 20, 0, 0, end)).toISOString().slice(0, 7));
    return { read, ahead: y.ahead };
  };
  const { ahead } = years(0);
  assert.equal(ahead, 2);
  assert.deepEqual(years(ahead), {
    read: ['2024-06', '2024-12', '2025-01', '2025-06', '2025-12', '2026-01', '2026-06', '2026-11'],
    ahead: 0,
  });
  const y = new Years();
  // A machine that began at the first of January, until it learned the time.
  const jump = [10, 0, 10].map((month) => new Date(y.wall(month, 20, 0, 0, end)).toISOString().slice(0, 7));
  assert.deepEqual([jump, y.ahead], [['2026-11', '2026-01', '2026-11'], 0]);
});
