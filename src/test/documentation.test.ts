import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { reader } from '../readers/documentation.ts';
import { explained, told } from './lab/told.ts';

/* Nobody met what a page only quotes. */

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

function confirmedIn(text: string): readonly string[] {
  const report = explained(text);
  return [report, ...(report.others ?? [])].flatMap(({ verdict }) => verdict.roots);
}

/** As a browser copies it. */
function rendered(markdown: string): string {
  return markdown
    .replace(/<!--.*?-->\n*/gs, '')
    .replace(/^#+ |^```\w*$|`|\*\*/gm, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^(\s*)- /gm, '$1\u2022 ');
}

const rule = '@'.repeat(59);
const message = 'Bad owner or permissions on /home/user/.ssh/config';
const offer = 'Unable to negotiate with 192.0.2.10 port 22: no matching host key type found. Their offer: ssh-rsa';

const articles: Readonly<Record<string, string>> = {
  tutorial: `# Errors of SSH\n\n## Permission denied\n\n\`\`\`\n${rule}\n@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\n${rule}\nPermissions 0644 for '/home/user/.ssh/id_rsa' are too open.\nThis private key will be ignored.\nuser@192.0.2.5: Permission denied (publickey).\n\`\`\`\n\n## How to fix it\n\nchmod 600\n\n## Conclusion\n\nAll is well.\n`,
  'knowledge base': `Environment\nAny\n\nIssue\nThe client shows the following:\n${offer}\n\nResolution\nAdd HostKeyAlgorithms +ssh-rsa.\n\nRoot Cause\nSHA-1 is off.\n`,
  table: `| Message | Cause | What to do |\n|---|---|---|\n| ${message} | its mode | chmod 600 |\n| ${offer} | an old device | +ssh-rsa |\n`,
  questions: `Q: What does "${offer}" mean?\nA: The server is old.\n\nQ: Why do I see "${message}"?\nA: Others may write there.\n`,
  answer:
    'This error usually means one of two things. You will find in the journal\n\n    sshd[812]: /etc/ssh/sshd_config: line 12: Bad configuration option: PermitRootLogins\n    sshd[812]: /etc/ssh/sshd_config: terminating, 1 bad configuration options\n',
  vendor: `Symptom: The client reports "${message}".\nPossible cause: others may write.\nSolution: chmod 600.\n`,
  advice: `You need to fix the modes. If you get\n\n${message}\n\nthen run chmod. If instead it prints\n\n${offer}\n\nadd +ssh-rsa.\n`,
  German: `# Fehler\n\n## Ursache\n\nAndere dürfen schreiben.\n\n${message}\n\n## Lösung\n\nchmod 600\n`,
  'questions in French': `**Que signifie \u00ab ${offer} \u00bb ?**\nLe serveur est ancien.\n**Que faire si \u00ab ${message} \u00bb s'affiche ?**\nchmod 600\n`,
  'headings in Chinese': `## \u5e38\u89c1\u95ee\u9898\n### \u63d0\u793a ${offer}\nssh\n### \u63d0\u793a ${message}\nchmod 600\n`,
  Japanese: `SSH\u306e\u5bfe\u51e6\u6cd5\n\u6b21\u306e\u3088\u3046\u306a\u30a8\u30e9\u30fc\u304c\u8868\u793a\u3055\u308c\u308b\u5834\u5408\u304c\u3042\u308a\u307e\u3059\u3002\n${message}\n`,
  HTML: `<h2>Why does this happen?</h2><p>Others may write.</p>\n<pre>${message}</pre>\n<h2>How do I fix it?</h2>\n`,
  orders: `# SSH on Windows\n\n${message}\n\n## Change the owner\n\ntakeown\n\n## Remove what others may do\n\nicacls\n`,
  roff: `.Sh DIAGNOSTICS\nYou may see\n.Dl ${message}\n.Sh SEE ALSO\n`,
};

/** What people and programs write around what they met. */
const reports: Readonly<Record<string, string>> = {
  issue: `## Steps to reproduce\n1. Use the action\n2. Check the log\n\n## Actual\n${message}\n\n## Possible solution\nchmod before\n`,
  question: `I get this from my laptop:\n\n    ${message}\n\nWhat causes this and how do I fix it?\n\n## Cause\n?\n`,
  incident: `Root cause analysis\nImpact: nobody could log in\nLog:\n${message}\nNext steps: chmod\n`,
  banner: `If you do not agree you must disconnect. You should have no expectation of privacy.\nIf you get locked out, call.\n${message}\n`,
  Vagrant: `The error message is shown below. In many cases, errors from this\nlibrary are caused by ssh-agent issues.\nIf the problem persists, please report a bug.\n${message}\n`,
  ticket: `Issue: no login to build1\nEnvironment: any\nResolution: none\n${message}\n`,
  'ticket of two headings': `## Problem\nNo login to build1 since the update.\n\n${message}\n\n## Solution\nnone so far\n`,
  'ticket with fields': `Priority: high\nSymptom\n${message}\nSolution\nnone so far\n`,
  German: `## Problem\nSeit dem Umzug kann ich nicht auf build1.\n${message}\n## L\u00f6sung\nkeine\n`,
  'a question in French': `Bonjour,\nque signifie \u00ab ${message} \u00bb ?\nMerci\n`,
  heading: `## Check the log of build1\n${message}\n`,
  step: `${message}\nError: Process completed with exit code 255.\nThis error usually means that the step failed.\n`,
};

describe('what a page quotes confirms nothing', () => {
  const pages = ['docs', 'docs/causes', 'docs/adr', '.'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(root, folder, name)),
  );

  test('each page of the documentation, as it is written and as it is shown', () => {
    assert.ok(pages.length > 120, String(pages.length));
    for (const page of pages) {
      const text = readFileSync(page, 'utf8');
      for (const form of [text, rendered(text)]) assert.deepEqual([page, confirmedIn(form)], [page, []]);
    }
  });

  test('patterns of messages, from any line on', () => {
    const lines = readFileSync(join(root, 'docs/messages.md'), 'utf8').split('\n');
    for (let i = 8; i < lines.length; i += 7) {
      const text = lines.slice(i).join('\n');
      for (const form of [text, rendered(text), lines[i] ?? ''])
        assert.deepEqual([i + 1, confirmedIn(form)], [i + 1, []]);
    }
  });

  test('who leaves out an address has met it all the same', () => {
    const text = `host \u2026 of \u2026 (web / db):\n${offer.replace('192.0.2.10', '\u2026')}\n`;
    assert.deepEqual(confirmedIn(text), ['algorithm-mismatch']);
  });

  for (const [name, text] of Object.entries(articles)) {
    test(name, () => {
      assert.deepEqual(confirmedIn(text), []);
      assert.match(
        explained(text).warnings.join('\n'),
        /the text explains messages to whoever meets them \(line \d+: /,
      );
    });
  }
});

describe('what a person met is no page', () => {
  for (const [name, text] of Object.entries(reports)) {
    test(name, () => assert.deepEqual(confirmedIn(text), ['client-config-perms']));
  }

  test('of the failures that are told none is taken for one', () => {
    const failures = told().filter(({ truth }) => truth.length > 0);
    const taken = failures.filter(({ text }) => reader.recognise(text.split('\n')).length > 0);
    assert.deepEqual(taken, []);
  });
});
