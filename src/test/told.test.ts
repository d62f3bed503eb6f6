import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { causes } from '../causes/registry.gen.ts';
import { explained, type Score, score, type Told, told } from './lab/told.ts';

const all = told();

function scores(of: readonly Told[]): Record<Score, readonly Told[]> {
  const found: Record<Score, Told[]> = { confirmed: [], listed: [], family: [], missed: [], wrong: [] };
  for (const one of of) found[score(one, explained(one.text).verdict)].push(one);
  return found;
}

describe('real failures, told anew', () => {
  for (const [name, of] of [
    ['known while causes are mended', all.filter((one) => !one.heldOut)],
    ['held out', all.filter((one) => one.heldOut)],
  ] as const) {
    test(`the truth is near in nine of ten, and nothing false is confirmed: ${name}`, (t) => {
      const { confirmed, listed, family, missed, wrong } = scores(of);
      const near = confirmed.length + listed.length + family.length;
      const names = (list: readonly Told[]): string => list.map((one) => `\n  ${one.file}: ${one.title}`).join('');
      t.diagnostic(
        `${of.length}: ${confirmed.length} confirmed, ${listed.length} among four, ${family.length} by family, ${missed.length} missed, ${wrong.length} wrong`,
      );
      assert.ok(wrong.length <= of.length / 100, `wrong:${names(wrong)}`);
      assert.ok(near >= 0.9 * of.length, `missed:${names(missed)}`);
    });
  }

  test('there are many, each with a truth that the catalogue knows', () => {
    assert.ok(all.length >= 150, String(all.length));
    const ids = new Set(causes.map((cause) => cause.id));
    for (const { title, truth } of all) assert.deepEqual([title, truth.filter((id) => !ids.has(id))], [title, []]);
  });
});
