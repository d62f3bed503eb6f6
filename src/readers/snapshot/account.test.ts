import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './account.ts';

const shell = '-rwxr-xr-x 1 0 0 1265648 May  7  2026 /srv/jail/bin/bash';
const loader = 'lrwxrwxrwx 1 0 0 44 May  7  2026 /srv/jail/lib64/ld-linux-x86-64.so.2 -> /lib/x86_64-linux-gnu/ld.so';

function inside(listed: readonly string[], settings: readonly string[] = []): readonly unknown[] {
  const { observations } = part.read(
    serverOf({
      passwd: ['alice:x:1000:1000::/home/alice:/bin/bash'],
      'sshd-T-C': ['chrootdirectory /srv/jail', ...settings],
      'shell.inside': listed,
    }),
  );
  return observations.flatMap((o) => (o.kind === 'server.account' && o.value.inside !== undefined ? o.value : []));
}

test('the shell, looked for in the directory that the login is locked into', () => {
  const bad = [{ user: 'alice', state: 'bad-shell', inside: '/srv/jail' }];
  assert.deepEqual(inside([shell, loader]), []);
  assert.deepEqual(inside([shell]), bad);
  assert.deepEqual(inside([shell.replace('-rwxr-xr-x', '-rw-r--r--'), loader]), bad);
  assert.deepEqual(inside(["ls: cannot access '/srv/jail/bin/bash': No such file or directory"]), bad);
  assert.deepEqual(inside([], ['forcecommand internal-sftp -d /in']), []);
});

test('a shell that is a script, and its interpreter', () => {
  const account = (interpreter: readonly string[]): readonly unknown[] => {
    const { observations } = part.read(
      serverOf({
        passwd: ['alice:x:1000:1000::/home/alice:/usr/local/bin/menu'],
        shell: ['-rwxr-xr-x 1 0 0 60 May  7  2026 /usr/local/bin/menu'],
        shadow: ['alice P 2026-01-02 0 99999 7 -1'],
        chage: ['Account expires\t\t\t\t\t\t: never'],
        'shell.interpreter': interpreter,
      }),
    );
    return observations.map((o) => o.value);
  };
  assert.deepEqual(account(['gone', '/bin/sh?']), [{ user: 'alice', state: 'bad-shell', interpreter: '/bin/sh?' }]);
  const sound = [{ user: 'alice', state: 'ok', shell: 'unusual' }];
  assert.deepEqual(account(['there', '/bin/sh']), sound);
  assert.deepEqual(account([]), sound, 'no script');
});

test('a password that ran out shuts the account only when it has become inactive', () => {
  const states = (inactive: string): readonly unknown[] => {
    const { observations } = part.read(
      serverOf({
        passwd: ['alice:x:1000:1000::/home/alice:/bin/bash'],
        shadow: ['alice P 2020-01-01 0 90 7 30'],
        chage: [
          'Last password change\t\t\t\t\t: Jan 01, 2020',
          'Password expires\t\t\t\t\t: Mar 31, 2020',
          `Password inactive\t\t\t\t\t: ${inactive}`,
          'Account expires\t\t\t\t\t\t: never',
        ],
      }),
    );
    return observations.flatMap((o) => (o.kind === 'server.account' ? o.value.state : []));
  };
  assert.deepEqual(states('Apr 30, 2020'), ['password-expired', 'expired']);
  assert.deepEqual(states('Apr 30, 2030'), ['password-expired']);
  assert.deepEqual(states('never'), ['password-expired']);
});

test('without chage the dates are those of the shadow file, in days; without either nothing is known', () => {
  const states = (line: string): readonly unknown[] => {
    const passwd = ['alice:x:1000:1000::/home/alice:/bin/ash'];
    const shell = ['-rwxr-xr-x 1 0 0 60 May  7  2026 /bin/ash'];
    // 2026-05-04 is the day 20577.
    return said(part.read(serverOf({ passwd, shell, shadow: [line] }))).map((fact) => fact.split('"').at(-2));
  };
  assert.deepEqual(states('alice P 20000 99999 '), ['ok']);
  assert.deepEqual(states('alice P 20000 -1 '), ['ok']);
  assert.deepEqual(states('alice P   '), ['ok']);
  assert.deepEqual(states('alice P 20000 90 '), ['password-expired']);
  assert.deepEqual(states('alice P 20500 90 '), ['ok']);
  assert.deepEqual(states('alice P 0 99999 '), ['password-expired']);
  assert.deepEqual(states('alice P 20000 99999 20577'), ['expired']);
  assert.deepEqual(states('alice P 20000 99999 20578'), ['ok']);
  assert.deepEqual(states('alice P 2026-01-02 0 99999 7 -1'), []);
});

test('of an account that a directory keeps, the lock and the dates are not known', () => {
  const passwd = ['alice:*:1000:1000::/home/alice:/bin/bash'];
  const shell = ['-rwxr-xr-x 1 0 0 60 May  7  2026 /bin/bash'];
  assert.deepEqual(part.read(serverOf({ passwd, shell, shadow: [] })), { covers: [], observations: [] });
});

test('a link has no mode that sshd asks for', () => {
  const list = (line: string): unknown => {
    const { observations } = part.read(
      serverOf({
        passwd: ['alice:x:1000:1000::/home/alice:/bin/bash'],
        home: [
          'drwxr-xr-x 4 1000 1000 60 May  7  2026 /home/alice',
          'drwx------ 2 1000 1000 60 May  7  2026 .',
          'drwxr-xr-x 4 1000 1000 60 May  7  2026 ..',
          line,
        ],
      }),
    );
    return observations.find((o) => o.kind === 'server.file' && o.value.path.endsWith('authorized_keys'))?.value;
  };
  assert.equal(list('lrwxrwxrwx 1 33 33 16 May  7  2026 authorized_keys -> /srv/keys/alice'), undefined);
  assert.deepEqual(list('-rw-rw-rw- 1 1000 1000 90 May  7  2026 authorized_keys'), {
    path: '/home/alice/.ssh/authorized_keys',
    state: 'bad-mode',
    mode: '0666',
  });
});

test('a shell that lies on a file system from which nothing may be run', () => {
  const states = (
    mounts: readonly string[],
    shell = '-rwxr-xr-x 1 0 0 60 May  7  2026 /home/alice/bin/bash',
  ): unknown => {
    const { observations } = part.read(
      serverOf({
        passwd: ['alice:x:1000:1000::/home/alice:/home/alice/bin/bash'],
        shell: [shell],
        shadow: ['alice P 2026-01-02 0 99999 7 -1'],
        chage: ['Account expires\t\t\t\t\t\t: never'],
        mounts,
      }),
    );
    return observations.flatMap((o) => (o.kind === 'server.account' ? (o.value.shell ?? o.value.state) : []));
  };
  const root = '- / ext4 rw';
  assert.deepEqual(states([root, '- /home ext4 rw,noexec']), ['no-exec']);
  assert.deepEqual(states([root, '- /home ext4 rw,noexec', '- /home/alice ext4 rw']), ['ok']);
  assert.deepEqual(states([root, '- /srv ext4 rw,noexec']), ['ok']);
  assert.deepEqual(states([]), ['ok']);
});

test('an account without a line in the shadow file, and one that has its password in passwd', () => {
  const states = (shadow: string, password: string): readonly string[] => {
    const printed = {
      passwd: [`alice:${password}:1000:1000::/home/alice:/bin/bash`],
      shadow: [shadow],
      chage: ['Account expires\t\t\t\t\t\t: never'],
    };
    const { observations } = part.read(serverOf({ ...printed, shell: ['-rwxr-xr-x 1 0 0 9 May  7  2026 /bin/bash'] }));
    return observations.flatMap((o) => (o.kind === 'server.account' ? o.value.state : []));
  };
  assert.deepEqual(states('alice P', 'x'), ['no-shadow']);
  assert.deepEqual(states('alice P 2026-11-30 0 99999 7 -1', 'x'), ['ok']);
  assert.deepEqual(states('alice P', '$6$abc'), ['ok']);
});
