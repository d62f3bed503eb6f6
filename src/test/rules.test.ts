import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { twoHosts } from './lab/netns.ts';
import { clientConfig, described, sshwhy } from './lab/run.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sshwhy-rules-'));
after(() => rmSync(scratch, { recursive: true }));

test('rules of the server prove that they drop the connection, and a bundle holds them', async (t) => {
  const hosts = twoHosts();
  if (typeof hosts === 'string') return t.skip(hosts);
  try {
    hosts.rules('server', 'input', 'tcp dport 2222 accept', `ip saddr ${hosts.clientAddress} tcp dport 22 drop`);
    await hosts.accept(80);
    const [ip = '', ...words] = hosts.server;
    const [rules, bundle] = [join(scratch, 'rules.nft'), join(scratch, 'case.zip')];
    writeFileSync(rules, execFileSync(ip, [...words, 'nft', '-a', 'list', 'ruleset']));
    const ends = ['-F', clientConfig(), '--rules', rules, '--bundle', bundle, '--json', hosts.serverAddress];
    const run = await sshwhy(ends, { under: hosts.client });
    const { verdict, assessments } = JSON.parse(run.stdout);
    assert.deepEqual([run.status, verdict.roots], [1, ['firewall-server']], described(run));
    const quotes = assessments.flatMap((a: { because: { quote?: string }[] }) => a.because.map(({ quote }) => quote));
    assert.ok(quotes.includes('ip saddr 192.0.2.1 tcp dport 22 drop'));
    assert.equal((await sshwhy(['explain', '--json', bundle])).stdout, run.stdout);
  } finally {
    hosts.stop();
  }
});
