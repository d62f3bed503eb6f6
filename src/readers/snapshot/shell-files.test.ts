import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './shell-files.ts';

function does(outline: readonly string[], shell = '/bin/bash', turns: readonly string[] = []): readonly string[] {
  const sections = { passwd: [`alice:x:1000:1000::/home/alice:${shell}`], 'rc.outline': outline, 'rc.turns': turns };
  const { observations } = part.read(serverOf(sections));
  return observations.flatMap((o) => (o.kind === 'server.shell-file' ? `${o.value.line} ${o.value.does}` : []));
}

describe('the start-up file of a shell', () => {
  test('a line that nothing guards', () => {
    assert.deepEqual(does(['.bashrc:1:exit']), ['1 ends']);
    assert.deepEqual(does(['.bashrc:3:export', '.bashrc:4:echo', '.bashrc:5:exit']), ['4 prints', '5 ends']);
  });

  test('that of all users comes first', () => {
    assert.deepEqual(does(['/etc/bash.bashrc:2:exit', '.bashrc:1:[']), ['2 ends']);
    assert.deepEqual(does(['/etc/zsh/zshenv:1:exit'], '/bin/zsh'), ['1 ends']);
    assert.deepEqual(does(['/etc/zsh/zshenv:1:exit']), []);
  });

  test('what goes to a file or to standard error is no output', () => {
    assert.deepEqual(does(['.bashrc:1:echo >', '.bashrc:2:cat >']), []);
  });

  test('a line that may turn back before it, wherever in the line that stands', () => {
    // case $- in / *i*) ;; / *) return ;; / esac, and the end of the file of Debian.
    const outline = ['.bashrc:6:case', '.bashrc:9:esac', '.bashrc:20:export', '.bashrc:21:exit'];
    assert.deepEqual(does(outline), ['21 ends']);
    assert.deepEqual(does(outline, '/bin/bash', ['.bashrc:8', '.bashrc:21']), []);
    assert.deepEqual(does(['.bashrc:1:tty', '.bashrc:2:exit'], '/bin/bash', ['.bashrc:1', '.bashrc:2']), []);
    assert.deepEqual(does(['.bashrc:1:exit'], '/bin/bash', ['.bashrc:1']), ['1 ends']);
  });

  test('a file that another reads', () => {
    const inner = ['.config/team.sh:1:TEAM', '.config/team.sh:2:exit'];
    assert.deepEqual(does(['.bashrc:1:. $HOME/.config/team.sh', ...inner]), ['2 ends']);
    assert.deepEqual(does(['.bashrc:1:if', '.bashrc:2:  . ~/.config/team.sh', '.bashrc:3:fi', ...inner]), []);
    assert.deepEqual(does(['.bashrc:1:. /home/alice/.config/team.sh', '.config/team.sh:1:[', '.bashrc:2:exit']), []);
    assert.deepEqual(does(['.bashrc:1:. team.sh', '.bashrc:2:exit']), []);
    // What is not there is only complained of.
    assert.deepEqual(does(['.bashrc:1:. ~/.gone', '.bashrc:2:exit']), ['2 ends']);
  });

  test('a file that reads itself in the end: bash goes on until it dies', () => {
    const loop = ['.bashrc:1:. ~/.bash_aliases', '.bash_aliases:1:. ~/.bashrc'];
    assert.deepEqual(does(loop), ['1 ends']);
    assert.deepEqual(does(['.zshenv:1:. ~/.zshenv'], '/bin/zsh'), []);
  });

  test('nothing is read before a command, or only to turn back at once', () => {
    const reads = (first: readonly string[], shell = '/bin/bash'): unknown => {
      const passwd = [`alice:x:1000:1000::/home/alice:${shell}`];
      const { observations } = part.read(serverOf({ passwd, 'rc.outline': [], 'rc.first': first }));
      return observations.flatMap((o) => (o.kind === 'server.shell-start' ? o.value.reads : []));
    };
    assert.deepEqual(reads(['/etc/bash.bashrc:turns-back', '.bashrc:turns-back']), ['nothing']);
    assert.deepEqual(reads(['/etc/bash.bashrc:nothing']), ['nothing']);
    assert.deepEqual(reads(['/etc/bash.bashrc:turns-back', '.bashrc:goes-on']), ['files']);
    assert.deepEqual(reads(['.bashrc:goes-on'], '/bin/dash'), ['nothing']);
    assert.deepEqual(reads(['.bashrc:turns-back'], '/usr/bin/fish'), []);
  });

  test('a guard before it, a condition around it, another file', () => {
    assert.deepEqual(does(['.bashrc:1:[', '.bashrc:2:exit']), []);
    assert.deepEqual(
      does(['.bashrc:6:case', '.bashrc:7:    ', '.bashrc:9:esac', '.bashrc:10:if', '.bashrc:11:  exit']),
      [],
    );
    assert.deepEqual(does(['.profile:1:exit']), []);
    assert.deepEqual(does(['.bashrc:1:exit'], '/bin/dash'), []);
  });
});
