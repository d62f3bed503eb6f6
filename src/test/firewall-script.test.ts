import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Ruleset } from '../firewall/model.ts';
import { readNft } from '../firewall/nft.ts';
import { Sources } from '../firewall/sources.ts';
import { decisions } from './lab/decisions.ts';
import { drawing, handwritten, type Written } from './lab/handwritten.ts';
import { type TwoHosts, twoHosts } from './lab/netns.ts';
import { ruleset } from './lab/rulesets.ts';
import { seed as given } from './seed.ts';

/** Rulesets that are written by hand, and loaded. */
const rulesets = Number(process.env['SSHWHY_FIREWALL_SCRIPT'] ?? 40);
const seed = Number(process.env['SSHWHY_FIREWALL_SEED'] ?? given);

/** Loads a text, and lists what is loaded; null: the kernel refuses it. */
function listing({ server }: TwoHosts, cwd: string, name: string): string | null {
  const run = (...argv: readonly string[]): string => {
    const [program = '', ...words] = [...server, ...argv];
    return execFileSync(program, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1e9 });
  };
  try {
    run('nft', '-f', name);
  } catch {
    return null;
  }
  return run('nft', 'list', 'ruleset');
}

/** Rules of both families, as they are read from the files. */
const read = (files: readonly Written[]): readonly Ruleset[] => new Sources(files).read(4);

test('a script decides as what the kernel makes of it', { timeout: 3_600_000 }, (t) => {
  const hosts = twoHosts();
  if (typeof hosts === 'string') return t.skip(hosts);
  const folder = mkdtempSync(join(tmpdir(), 'sshwhy-script-'));
  const tally = { scripts: 0, refused: 0, files: 0, flows: 0, unknown: 0 };
  try {
    for (const [i, input] of fc.sample(ruleset, { seed, numRuns: rulesets * 2 }).entries()) {
      if (tally.scripts >= rulesets) break;
      writeFileSync(join(folder, 'plain.nft'), input);
      const plain = listing(hosts, folder, 'plain.nft');
      if (plain === null) continue;
      const files = handwritten(plain, drawing(seed + i));
      for (const { name, text } of files) writeFileSync(join(folder, name), text);
      const listed = listing(hosts, folder, 'main.nft');
      if (listed === null) {
        tally.refused++;
        if (process.env['SSHWHY_SHOW'] !== undefined)
          console.log(files.map((f) => `== ${f.name}\n${f.text}`).join('\n'));
        continue;
      }
      tally.scripts++;
      tally.files += files.length;
      const all = `seed ${seed}, script ${i}\n${files.map(({ name, text }) => `== ${name}\n${text}`).join('\n')}\n== listed\n${listed}`;
      const rules = read(files);
      assert.deepEqual(
        rules.flatMap(({ unread }) => unread),
        [],
        all,
      );
      const own = decisions(rules, false);
      for (const [nth, one] of decisions([readNft(listed)], false).entries()) {
        assert.deepEqual(own[nth], one, all);
        tally.flows++;
        if (one.in.action === 'unknown') tally.unknown++;
      }
    }
  } finally {
    hosts.stop();
    rmSync(folder, { recursive: true });
    t.diagnostic(`seed ${seed}: ${JSON.stringify(tally)}`);
  }
  assert.equal(tally.scripts, rulesets, 'the kernel takes most of them');
});
