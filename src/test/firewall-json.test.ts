import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { connect } from '../firewall/connection.ts';
import { saidByJson } from '../firewall/json.ts';
import type { Decision, Ruleset } from '../firewall/model.ts';
import { readNft } from '../firewall/nft.ts';
import { twoHosts } from './lab/netns.ts';
import { addresses, listening, ruleset } from './lab/rulesets.ts';
import { seed as given } from './seed.ts';

/** Rulesets that are loaded, and printed both ways. */
const rulesets = Number(process.env['SSHWHY_FIREWALL_JSON'] ?? 40);
const seed = Number(process.env['SSHWHY_FIREWALL_SEED'] ?? given);

const samples = join(import.meta.dirname, '../../src/firewall/samples');

interface Decided {
  readonly action: Decision['action'];
  readonly how: string | undefined;
  readonly rule: unknown;
  readonly policy: unknown;
  readonly translated: unknown;
  readonly path: unknown;
}

/** What is decided, without lines: those are of another text. */
function decided(decision: Decision): Decided {
  const { action, how, rule, policy, translated, path } = decision;
  return {
    action,
    how,
    policy: policy === null ? null : [policy.family, policy.table, policy.chain],
    rule: rule === null ? null : [rule.family, rule.table, rule.chain, rule.handle, rule.number],
    translated: translated === null ? null : [translated.place.handle, translated.to, translated.toPort],
    path: path.map(({ hook, place, matched, verdict }) => [
      hook,
      place.table,
      place.chain,
      place.handle,
      matched,
      verdict,
    ]),
  };
}

/** Every way that a ruleset is asked about: families, clients, ports, devices. */
function decisions(rules: Ruleset): readonly { readonly in: Decided; readonly out: Decided | null }[] {
  return ([4, 6] as const).flatMap((family) =>
    [...addresses[family].clients, null].flatMap((from) =>
      [...listening, 9].flatMap((toPort) =>
        ['eth0', 'lo', undefined].map((inBy) => {
          const to = addresses[family].server;
          const device = inBy === undefined ? {} : { inBy, outBy: inBy };
          const { in: there, out } = connect([rules], { from, fromPort: 30_000, to, toPort, ...device });
          return { from, to, toPort, inBy, in: decided(there), out: out === null ? null : decided(out) };
        }),
      ),
    ),
  );
}

const textOf = (json: string): string =>
  saidByJson(json)
    .map(({ text }) => text)
    .join('\n');

const rulesOf = ({ tables }: Ruleset): readonly string[] =>
  tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules.map(({ place }) => place.text)));

type Nft = (input: string, ...argv: readonly string[]) => string;

/** Both ways of printing what the kernel has. Some versions leave the devices of a chain out of their JSON: then nobody knows them. */
function printed(run: Nft): { readonly byText: Ruleset; readonly byJson: Ruleset; readonly both: string } {
  const [text, json] = [run('', 'nft', '-a', 'list', 'ruleset'), run('', 'nft', '-j', '-a', 'list', 'ruleset')];
  const told = json.includes('"dev": ') ? text : text.replace(/ devices? (?:= \{[^}]*\}|"\w+")/g, '');
  return { byText: readNft(told), byJson: readNft(textOf(json)), both: `${text}\n${json}` };
}

const within =
  (host: readonly string[]): Nft =>
  (input, ...argv) => {
    const [name = '', ...words] = [...host, ...argv];
    return execFileSync(name, words, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 1e9 });
  };

test('the JSON of nft decides as its text does', { timeout: 3_600_000 }, (t) => {
  const hosts = twoHosts();
  if (typeof hosts === 'string') return t.skip(hosts);
  const tally = { rulesets: 0, refused: 0, flows: 0, rules: 0, sameText: 0 };
  const run = within(hosts.server);
  try {
    for (const input of fc.sample(ruleset, { seed, numRuns: rulesets * 2 })) {
      if (tally.rulesets >= rulesets) break;
      try {
        run(input, 'nft', '-f', '-');
      } catch {
        tally.refused++;
        continue;
      }
      tally.rulesets++;
      const { byText, byJson, both } = printed(run);
      assert.deepEqual(byJson.unread, byText.unread, both);
      const [a, b] = [decisions(byText), decisions(byJson)];
      for (const [i, one] of a.entries()) assert.deepEqual(b[i], one, `seed ${seed}\n${both}`);
      tally.flows += a.length;
      const others = rulesOf(byJson);
      const texts = rulesOf(byText);
      tally.rules += texts.length;
      tally.sameText += texts.filter((text, i) => text === others[i]).length;
    }
  } finally {
    hosts.stop();
    t.diagnostic(`seed ${seed}: ${JSON.stringify(tally)}`);
  }
  assert.equal(tally.rulesets, rulesets, 'the kernel takes most of them');
});

/** Of matches of iptables(8) the JSON has the names alone. */
test('the JSON of what iptables-nft has made is never at odds with its text', (t) => {
  const hosts = twoHosts();
  if (typeof hosts === 'string') return t.skip(hosts);
  const run = within(hosts.server);
  const tally = { loaded: 0, flows: 0, known: 0 };
  try {
    for (const file of readdirSync(samples)) {
      const parts = readFileSync(join(samples, file), 'utf8').split(/^(?=# Generated by ip6?tables-save)/m);
      for (const part of parts.filter((text) => /^# Generated by ip6?tables/.test(text))) {
        run('flush ruleset', 'nft', '-f', '-');
        try {
          run(part, `${part.startsWith('# Generated by ip6') ? 'ip6' : 'ip'}tables-nft-restore`);
        } catch {
          continue;
        }
        tally.loaded++;
        const { byText, byJson, both } = printed(run);
        const all = decisions(byJson);
        const sure = (action: string): boolean => action !== 'unknown' && action !== 'may-drop';
        for (const [i, one] of decisions(byText).entries()) {
          const other = all[i];
          tally.flows++;
          if (other === undefined || !sure(other.in.action)) continue;
          tally.known++;
          if (sure(one.in.action))
            assert.deepEqual([other.in.action, other.in.rule], [one.in.action, one.in.rule], both);
        }
      }
    }
  } finally {
    hosts.stop();
    t.diagnostic(JSON.stringify(tally));
  }
});
