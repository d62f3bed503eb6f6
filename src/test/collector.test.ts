import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { collector, collectorToPaste } from '../collector/collector.ts';
import { marker } from '../model/marker.ts';
import { parseSnapshot, type Snapshot } from '../readers/snapshot/format.ts';

const shells = [['dash'], ['bash', '--posix'], ['bash'], ['busybox', 'ash'], ['ksh'], ['mksh'], ['yash']].filter(
  ([program = '']) => spawnSync(program, ['-c', 'true']).status === 0 || spawnSync(program, ['true']).status === 0,
);
// A busy machine is not what these are about.
const leisure = 'T=120 ';
const about = { user: 'alice', from: '192.0.2.7', port: 22 };
const scratch = mkdtempSync(join(tmpdir(), 'sshwhy-collector-'));
after(() => rmSync(scratch, { recursive: true }));

function collect([program = 'sh', ...words]: readonly string[], script: string, path = process.env['PATH']): Snapshot {
  const ran = spawnSync(program, words, { input: script, env: { ...process.env, PATH: path }, maxBuffer: 1 << 24 });
  return parseSnapshot(ran.stdout.toString('utf8'));
}

/** Lines as people write them into settings; the word marks what nobody else may see. */
const secrets: readonly string[] = [
  'SetEnv API_TOKEN=WORTH1 LDAP_BINDPW="WORTH2 WORTH3"',
  'AuthorizedKeysCommand /usr/bin/keys --token WORTH4 --secret=WORTH5 %u',
  'AuthorizedKeysCommand /usr/bin/curl -H "Authorization: Bearer WORTH6" https://bob:WORTH7@ldap.example.com/',
  '# was [passwd=WORTH8 WORTH9], then $6$WORTHsalt$WORTHhash',
];

/** A program of this name that does this, before all others on the path. */
function withProgram(name: string, text: string): string {
  const folder = mkdtempSync(join(scratch, 'bin-'));
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, name), 0o755);
  return `${folder}:${process.env['PATH']}`;
}

describe('the collector', () => {
  for (const shell of shells) {
    test(`under ${shell.join(' ')} every section is whole`, () => {
      const { sections, complete } = collect([...shell, '-s'], leisure + collector(about));
      assert.ok(complete && sections.length > 60, String(sections.length));
      assert.deepEqual(
        sections.filter((s) => s.damage !== null).map((s) => `${s.name}: ${s.damage}`),
        [],
      );
      assert.equal(sections.find((s) => s.name === 'about')?.lines[3], 'user=alice from=192.0.2.7 port=22');
    });
  }

  for (const [program = '', ...words] of shells) {
    test(`pasted to ${[program, ...words].join(' ')}, its answer has short lines and is whole`, () => {
      const ran = spawnSync(program, [...words, '-s'], { input: collectorToPaste(about), maxBuffer: 1 << 24 });
      const text = ran.stdout.toString('utf8');
      const { sections, complete } = parseSnapshot(text);
      assert.ok(complete && sections.every((s) => s.damage === null));
      assert.ok(Math.max(...text.split('\n').map((line) => line.length)) < 160);
    });
  }

  // What stands in the pasted text is a key at a prompt: a tab completes, an escape begins an edit.
  test('pasted, it holds nothing but what a line of text is made of', () => {
    assert.doesNotMatch(collectorToPaste(about), /[^\n -~]/);
  });

  test('where nothing makes a check sum the answer is whole as well', () => {
    const script = collectorToPaste(about).replaceAll('cksum', 'no-such-program');
    const ran = spawnSync('sh', ['-s'], { input: script, maxBuffer: 1 << 24 });
    const { sections, complete } = parseSnapshot(ran.stdout.toString('utf8'));
    assert.ok(complete && sections.every((s) => s.damage === null));
  });

  test('a command that hangs, with children, ends in time and is told as late', () => {
    // Nobody else sleeps for so long.
    const [one, two] = [`98761.${process.pid}`, `98762.${process.pid}`];
    const path = withProgram('nft', `sleep ${one} & sleep ${two} | cat`);
    const { sections, complete } = collect(['sh', '-s'], leisure + collector(about), path);
    assert.equal(sections.find((s) => s.name === 'nft')?.state, 'late');
    assert.ok(complete);
    const running = readdirSync('/proc').filter((pid) => [one, two].includes(commandOf(pid).split('\0')[1] ?? ''));
    assert.deepEqual(running, []);
  });

  test('output without end is cut, and told as cut', () => {
    const path = withProgram('nft', 'while :; do echo 0123456789abcdef0123456789abcdef; done');
    const { sections, complete } = collect(['sh', '-s'], leisure + collector(about), path);
    const section = sections.find((s) => s.name === 'nft');
    assert.ok(complete && section?.cut === true, JSON.stringify(section?.state));
    assert.ok((section?.lines.join('\n').length ?? 0) <= 200_000);
  });

  test('what could run on the server by its settings does not', () => {
    const trap = join(scratch, 'trap');
    const hostile = { user: `$(touch ${trap})`, from: `;touch ${trap}`, port: 22 };
    collect(['sh', '-s'], collector(hostile));
    assert.ok(!existsSync(trap));
  });

  const readOnly = ['unshare', '-m', 'sh', '-c', 'mount -o remount,bind,ro / && exec sh -s'];
  const [program = '', ...words] = readOnly;
  const unable = spawnSync(program, words, { input: 'true' }).status === 0 ? false : 'no mount namespace for this user';
  test('it misses nothing where nothing can be written', { skip: unable }, () => {
    const ran = spawnSync(program, words, { input: collector(about), maxBuffer: 1 << 24 });
    const text = ran.stdout.toString('utf8');
    assert.ok(parseSnapshot(text).complete);
    assert.doesNotMatch(text, /^\|.*Read-only file system/m);
  });

  const nested: Readonly<Record<string, string>> = {
    sshd_config: 'Port 22\nInclude "/etc/ssh/two words/*.conf" late.conf # not this.conf\n Include=deep/1\n',
    'two words/20-b.conf': 'MaxSessions 2\n',
    'two words/10-a.conf': 'include sshd_config\nInclude deep/[12]\n',
    'deep/1': 'MaxSessions 1\n',
    'deep/2': "Include '/etc/ssh/deep/none' /etc/ssh/deep/*\n",
    'late.conf': 'MaxSessions 3\n',
    'this.conf': 'MaxSessions 4\n',
    'sshd_config.d/unread.conf': 'MaxSessions 5\n',
  };
  for (const shell of shells) {
    test(`under ${shell.join(' ')} it follows each Include in reading order`, { skip: unable }, () => {
      const folder = mkdtempSync(join(scratch, 'ssh-'));
      for (const [name, text] of Object.entries(nested)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      const inside = `mount --bind ${folder} /etc/ssh && exec ${shell.join(' ')} -s`;
      // Only the configuration is asked for here.
      const script = collector(about).replace(/for part in [^;]*;/, 'for part in config;');
      const { sections } = collect(['unshare', '-m', 'sh', '-c', inside], script);
      const at = '/etc/ssh';
      const texts = sections.filter(({ name }) => name.startsWith(`file:${at}`)).map(({ name }) => name.slice(14));
      const order = ['sshd_config', 'two words/10-a.conf', 'deep/1', 'deep/2', 'two words/20-b.conf', 'late.conf'];
      assert.deepEqual(texts, [...order, 'sshd_config.d/unread.conf']);
      const followed = ['two words/*.conf', 'sshd_config', 'deep/[12]', 'deep/none', 'deep/*', 'late.conf', 'deep/1'];
      assert.deepEqual(
        sections.find(({ name }) => name === 'config.includes')?.lines,
        followed.map((pattern) => `${at}/${pattern}`),
      );
    });
  }

  for (const shell of shells) {
    test(`under ${shell.join(' ')} it waits for no pipe, tells no secret, and passes nothing on that would act on a terminal`, {
      skip: unable,
    }, () => {
      const folder = mkdtempSync(join(scratch, 'ssh-'));
      const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
      mkdirSync(join(folder, 'sshd_config.d'));
      put('sshd_config', `${secrets.join('\n')}\nInclude sshd_config.d/*.conf shadow key\nPermitEmptyPasswords=no\n`);
      put('shadow', 'alice:WORTHsalt/hash:19000:0:99999:7:::\n');
      put('key', '-----BEGIN OPENSSH PRIVATE KEY-----\nWORTHkey\n-----END OPENSSH PRIVATE KEY-----\n');
      put('sshd_config.d/acts.conf', 'Banner \u001b[2J\u0007\rx\n');
      put('sshd_config.d/]\n[end] 1 1 1.conf', 'Port 22\n');
      symlinkSync('../shadow', join(folder, 'sshd_config.d', 'link.conf'));
      symlinkSync('loop.conf', join(folder, 'sshd_config.d', 'loop.conf'));
      spawnSync('mkfifo', [join(folder, 'sshd_config.d', 'pipe.conf')]);
      const inside = `mount --bind ${folder} /etc/ssh && exec ${shell.join(' ')} -s`;
      const script = collector(about).replace(/for part in [^;]*;/, 'for part in config;');
      const input = leisure + script;
      const ran = spawnSync('unshare', ['-m', 'sh', '-c', inside], { input, timeout: 60_000 });
      const text = ran.stdout.toString('utf8');
      const { sections, complete } = parseSnapshot(text);
      assert.ok(complete, text.slice(-500));
      assert.deepEqual(text.match(/.*WORTH.*/g), null);
      assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f]/);
      const main = sections.find(({ name }) => name === 'file:/etc/ssh/sshd_config')?.lines ?? [];
      assert.equal(main.length, secrets.length + 2);
      assert.equal(main.at(-1), 'PermitEmptyPasswords=no');
      const states = ['shadow', 'key', 'sshd_config.d/link.conf'].map(
        (at) => sections.find(({ name }) => name === `file:/etc/ssh/${at}`)?.state,
      );
      assert.deepEqual(states, ['skipped', 'skipped', 'skipped']);
    });
  }

  const starts = spawnSync('bash', ['-c', 'true']).status === 0 && existsSync('/proc/self/stat');
  for (const shell of starts ? shells : [])
    test(`under ${shell.join(' ')} it tells of a shell of ours that has not come to its command, and of no other's words`, async () => {
      const file = join(scratch, 'start-up');
      writeFileSync(file, 'sleep 98763 # and no more\n');
      const hung = spawn('bash', ['-c', `echo ${marker}`], {
        detached: true,
        stdio: 'ignore',
        env: { ...process.env, BASH_ENV: file },
      });
      try {
        await once(hung, 'spawn');
        while (!readdirSync('/proc').some((pid) => commandOf(pid) === 'sleep\x0098763\x00')) await sleep(20);
        const asked = collector({ ...about, user: userInfo().username }).replace(
          /for part in [^;]*;/,
          'for part in account;',
        );
        const { sections } = collect([...shell, '-s'], asked);
        const lines = sections.find(({ name }) => name === 'account.sessions')?.lines ?? [];
        const own = lines.filter((line) => line.includes(` sid=${hung.pid} `));
        assert.match(
          own[0] ?? '',
          /^\d+ bash state=S ppid=\d+ sid=\d+ age=\d+ wait=\S* args=bash -c echo sshwhy-was-here ?$/,
        );
        assert.match(own[1] ?? '', /^\d+ sleep state=S ppid=\d+ sid=\d+ age=\d+ wait=\S* args=$/);
        assert.match(lines[0] ?? '', /^\d{10}$/);
      } finally {
        process.kill(-(hung.pid ?? 0), 'SIGKILL');
      }
    });

  test('no private key and no password hash is in it', () => {
    const ran = spawnSync('sh', ['-s'], { input: collector({ ...about, user: 'root' }), maxBuffer: 1 << 24 });
    const text = ran.stdout.toString('utf8');
    assert.doesNotMatch(text, /PRIVATE KEY|\$(?:y|6|5|1|2[aby])\$/);
    const hash = /^root:([^:*!]{4,}):/m.exec(readShadow())?.[1];
    assert.ok(hash === undefined || !text.includes(hash));
  });
});

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function readShadow(): string {
  try {
    return readFileSync('/etc/shadow', 'utf8');
  } catch {
    return '';
  }
}
