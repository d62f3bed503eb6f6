import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader } from './listed-commands.ts';

const forced = 'command="/usr/local/bin/gate \\"x y\\"",restrict ssh-ed25519 AAAAC3NzaC1lZDI1 web1';
const free = 'no-pty ssh-rsa AAAAB3NzaC1yc2E bob@desk';

test('a command before the only key that is shown, also behind words of a person', () => {
  assert.deepEqual(reader.recognise([forced]), [0]);
  assert.deepEqual(reader.recognise([`authorized_keys there: ${forced}`]), [0]);
});

test('one key of several may run what it likes, and a line that is out of use counts for nothing', () => {
  assert.deepEqual(reader.recognise([forced, free]), []);
  assert.deepEqual(reader.recognise([free]), []);
  assert.deepEqual(reader.recognise([`# ${forced}`]), []);
  assert.deepEqual(reader.recognise(['docker run --command="x" ssh-agent']), []);
});
