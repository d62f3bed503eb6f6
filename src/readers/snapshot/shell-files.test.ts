import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Section, ServerView } from '../../model/part.ts';
import { part } from './shell-files.ts';
import { viewOf } from './view.ts';

type Sections = Readonly<Record<string, readonly string[]>>;

/** A whole snapshot that root took, with these sections beside what it says of itself. */
function server(sections: Sections): ServerView {
  const all: Sections = {
    about: ['2026-11-22T12:00:00Z', 'web1', '0', 'user=alice from=198.51.100.7 port=22', 'zone=+0000'],
    ...sections,
  };
  const made = Object.entries(all).map(([name, lines]): Section => {
    return { name, command: name, state: 'ran', status: 0, cut: false, lines, at: 1, damage: null };
  });
  return viewOf({ sections: made, complete: true }, 'e');
}

function does(outline: readonly string[], shell = '/bin/bash'): readonly string[] {
  const sections = { passwd: [`alice:x:1000:1000::/home/alice:${shell}`], 'rc.outline': outline };
  const { observations } = part.read(server(sections));
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
