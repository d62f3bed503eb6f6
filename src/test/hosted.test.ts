import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceAt } from '../infer/hosted.ts';
import { explained } from './lab/told.ts';

const greeting = "Hi kim! You've successfully authenticated, but GitHub does not provide shell access.";
const denied = (host: string): string =>
  `git@${host}: Permission denied (publickey).\nfatal: Could not read from remote repository.`;

/** What ssh -v prints of a login that the server ends with status 1. */
const verbose = (...lines: readonly string[]): string =>
  [
    'OpenSSH_9.6p1, OpenSSL 3.0.13 30 Jan 2024',
    'debug1: Connecting to github.com [140.82.121.4] port 22.',
    'debug1: Connection established.',
    'debug1: Remote protocol version 2.0, remote software version babeld-8405f9f3',
    "debug1: Host 'github.com' is known and matches the ED25519 host key.",
    'Authenticated to github.com ([140.82.121.4]:22) using "publickey".',
    'debug1: Entering interactive session.',
    ...lines,
    'debug1: client_input_channel_req: channel 0 rtype exit-status reply 0',
    greeting,
    'debug1: Exit status 1',
  ].join('\n');

test('whom a Git server greets has all that it gives', () => {
  for (const text of [
    `${greeting}\nConnection to github.com closed.`,
    '$ ssh -T git@gitlab.example.com\nWelcome to GitLab, @kim!',
    verbose(),
  ]) {
    const { verdict } = explained(text);
    assert.deepEqual([verdict.outcome, verdict.stage], ['healthy', 'session'], text);
    assert.match(verdict.summary, /came: .(?:Hi kim|Welcome to GitLab)/);
  }
});

test('who asked for more, or fails besides, is not called well', () => {
  const pty = 'PTY allocation request failed on channel 0';
  for (const text of [
    `${pty}\n${greeting}\nConnection to github.com closed.`,
    verbose('debug1: Sending command: ls'),
    verbose(pty),
    `${denied('github.com')}\n$ ssh -T git@github.com\n${greeting}`,
    `ssh: connect to host github.com port 22: Connection timed out\n$ ssh -T -p 443 git@ssh.github.com\n${greeting}`,
  ])
    assert.notEqual(explained(text).verdict.outcome, 'healthy', text);
});

test('nobody is sent to look inside a public service', () => {
  const [own, theirs] = ['git.example.com', 'github.com'].map((host) => explained(denied(host)));
  const looks = (report: typeof own): readonly string[] => report?.verdict.ask.map(({ what }) => what) ?? [];
  assert.ok(looks(own).some((what) => what.startsWith('on the server, ')));
  assert.ok(looks(theirs).every((what) => what.startsWith('on the client, ') || what.startsWith('on the machine')));
  assert.equal(theirs?.verdict.candidates[0], 'key-not-accepted');
  const silent = explained('ssh: connect to host github.com port 22: Connection timed out').verdict;
  assert.equal(silent.candidates[0], 'network-blocks-22');
  assert.ok(silent.candidates.indexOf('vpn-route-overlap') < silent.candidates.indexOf('firewall-server'));
});

test('names of public services', () => {
  for (const host of ['github.com', 'SSH.GitHub.com.', 'altssh.gitlab.com', 'git-codecommit.eu-west-1.amazonaws.com'])
    assert.notEqual(serviceAt(host), null, host);
  for (const host of ['gitlab.example.com', 'notgithub.com', 'github.com.example.org', 'web1', ''])
    assert.equal(serviceAt(host), null, host);
});
