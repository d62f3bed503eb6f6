import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Section } from '../../model/part.ts';
import { cksum } from '../../wire/cksum.ts';
import { parseSnapshot } from './format.ts';

/** What the collector prints for one command; with a width, in numbered pieces. */
function printed(name: string, lines: readonly string[], width = 0): string {
  const text = lines.join('\n');
  const octets = new TextEncoder().encode(`${text}\n`);
  const piece = (line: string, n: number): readonly string[] => {
    if (width === 0) return [`|${line}`];
    const parts = line.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [''];
    return parts.map((part, i) => `${n + 1}${i === 0 ? '|' : '+'}${part}`);
  };
  const count = text === '' ? 0 : lines.length;
  const body = count === 0 ? [] : lines.flatMap(piece);
  return [`[${name}] a command`, ...body, `[${name}] 0 ${count} ${octets.length - 1} ${cksum(octets)}`].join('\n');
}

function snapshot(...sections: readonly string[]): string {
  return ['sshwhy-snapshot 1', ...sections, `[end] ${sections.length} 0 0`, ''].join('\n');
}

function one(text: string): Section {
  const [section] = parseSnapshot(text).sections;
  assert.ok(section !== undefined);
  return section;
}

const line = fc.string({
  unit: fc.constantFrom('a', '|', '+', '[x] 0 1 1 1', '[end] 0 0 0', ' ', 'é', '7'),
  maxLength: 12,
});

describe('a snapshot', () => {
  test('comes back as it was printed, whatever its lines look like', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), fc.constantFrom(0, 5, 20), (lines, width) => {
        fc.pre(lines.at(-1) !== '');
        const section = one(snapshot(printed('x', lines, width)));
        assert.deepEqual([section.lines, section.damage, section.status], [lines, null, 0]);
      }),
    );
  });

  test('is read through noise, carriage returns and a prompt before it', () => {
    const noisy = `Welcome to web1!\nroot@web1:~# ${snapshot(printed('x', ['one', 'two'], 3))}`.replaceAll(
      '\n',
      '\r\n',
    );
    assert.deepEqual(
      [one(noisy).lines, one(noisy).damage, parseSnapshot(noisy).complete],
      [['one', 'two'], null, true],
    );
  });

  test('says which lines are lost', () => {
    const whole = snapshot(printed('x', ['one', 'two', 'three', 'four'], 3)).split('\n');
    const without = whole.filter((text) => !text.startsWith('2') && !text.startsWith('3')).join('\n');
    assert.equal(one(without).damage, 'lines 2, 3 of 4 lost');
  });

  test('says that a line was changed', () => {
    const changed = snapshot(printed('x', ['one', 'two'])).replace('|two', '|tow');
    assert.equal(one(changed).damage, 'its text was changed on the way');
  });

  test('says that a section lost its end, or the whole its last sections', () => {
    const lines = snapshot(printed('x', ['one']), printed('y', ['two'])).split('\n');
    assert.equal(one(lines.slice(0, 3).join('\n')).damage, 'its end is missing');
    const short = parseSnapshot(lines.slice(0, 5).join('\n'));
    assert.deepEqual([short.sections.length, short.complete], [2, false]);
  });

  test('keeps absent, denied, late, skipped and cut apart', () => {
    const states = [
      'absent 0 0 3515105045',
      'denied 0 0 3515105045',
      '124,late 0 0 3515105045',
      'skipped,time 0 0 -',
      'skipped 0 0 -',
      '0,cut 0 0 -',
    ];
    const text = snapshot(...states.map((state, i) => `[s${i}] x\n[s${i}] ${state}`));
    assert.deepEqual(
      parseSnapshot(text).sections.map(({ state, cut }) => [state, cut]),
      [
        ['absent', false],
        ['denied', false],
        ['late', false],
        ['skipped', true],
        ['skipped', false],
        ['ran', true],
      ],
    );
  });

  test('of any text gives sections, never an exception', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200 }),
        (text) => parseSnapshot(`sshwhy-snapshot 1\n${text}`).sections.length >= 0,
      ),
    );
  });
});
