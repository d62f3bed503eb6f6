/*
 * Messages that nobody was given: those of source code, of translations, of lists of changes and of advice.
 */
import { headIn } from './heads.ts';

/** A call with a format, a text that is thrown, an entry of a catalogue of texts. */
const source =
  /\w\((?:[\w&*.]+, ?){0,3}"[^"]*%[-.*\d]{0,6}l{0,2}[a-z]|^\s*(?:[-+]\s*)?(?:raise|return|throw)\s.{0,300}\(.{0,80}["'`]|^(?:#~ )?msg(?:id|str)\b.{0,20} "/;

/** What stands before a text of a program: a call, an assignment, a pattern, also one of a program that searches. */
const code =
  /(?:\b(?:[efz]?grep|rg|awk|sed|findstr|Select-String|pgrep) (?:[^|"'`]{0,80} )?|\w\(\s*[rbfu]?|\s=\s+[rbfu]?|[[(,]\s*r|^\s*\*)["'`]$/;
/** A test names what is to come. */
const awaited =
  /\b(?:expect(?:s|ed)?|matches|contains|wants?|asserts?|should|mock|stub|fixture)(?:_\w{1,30})?["']?\s*[:=]\s*["'`]$/i;
/** And says, when it failed, what it had waited for; what came instead stands behind. */
const failedTest =
  /(?:\bexpected (?:error|output|message|text|string)|\bAssertionError: assert|^E\s+assert) ?:? ?["'`]$/;
const change =
  /^(?:[-*+] )?(?:[\w./-]{1,40}: )?(?:fix(?:e[sd])?|add(?:s|ed)?|logs?|do(?:es)? not|don't|reports?|says?|prints?|shows?|avoids?|handles?|improves?|removes?|changes?)\b/i;
const advice =
  /\b(?:if|when|whenever|once|in case|should) (?:you|ssh|it|they|the (?:client|server|log|user)) (?:still |now |ever )?(?:sees?|gets?|finds?|reads?|says?|prints?|shows?|tells?|reports?)\b/i;

/** Of what is over a person tells how it ended: the message is the one of then. */
const solved =
  /\b(?:solved|resolved|fixed (?:it|this|that|by|with)|works again|(?:am|are|'m|'re) (?:back )?in again|found it|closing this|that was it|(?:was|were) the (?:cause|culprit|problem|reason)|did the trick|never ?mind)\b/i;
const goesOn = /\b(?:not|never|but|still|again fails|cannot|can't|no luck)\b|n't\b/i;

/** A text of several lines in a source: where it is given a name. */
const opened =
  /^\s*(?:(?:export )?(?:const|let|var) )?[A-Za-z_][\w.]{0,60}(?:: ?[\w[\]]{1,40})? ?= ?(?:[rbfu]?("{3}|'{3})|(`))[^`]*$/;
const most = 400;

/** What only sources declare, in the languages that most of them are written in; so many make a text one. */
const declares =
  /^\s*(?:import (?:type )?[\w{*'"]|export (?:const|function|default|class|interface|type|async) |(?:const|let|var) \w+ = |from [\w.]+ import |(?:async )?def \w+\(|func (?:\(\w+ \*?\w+\) )?\w+\(|#include [<"]|use \w+::|(?:pub )?fn \w+\()/;
const fewest = 3;
/** A line of a source that holds a text: no message ends so. */
const ofSource = /["'`/].*[;,{}[\]]\s*$|^\s*(?:\/\/|\/?\*)/;

function isSource(lines: readonly string[]): boolean {
  let count = 0;
  for (const line of lines) if (declares.test(line)) count++;
  return count >= fewest;
}

/** Which lines, from 0, stand in such a text; one that is never closed is none. */
export function literals(lines: readonly string[]): ReadonlySet<number> {
  const found = new Set(isSource(lines) ? lines.flatMap((line, i) => (ofSource.test(line) ? [i] : [])) : []);
  for (let i = 0; i < lines.length; i++) {
    const [, triple, back] = opened.exec(lines[i] ?? '') ?? [];
    const mark = triple ?? back;
    if (mark === undefined || (triple !== undefined && (lines[i] ?? '').split(mark).length > 2)) continue;
    const end = lines.slice(i + 1, i + most).findIndex((line) => line.includes(mark));
    if (end < 0) continue;
    for (let n = i; n <= i + 1 + end; n++) found.add(n);
    i += 1 + end;
  }
  return found;
}

/** Whether the line speaks of a message, and is none. */
export function isMention(text: string): boolean {
  if (source.test(text)) return true;
  // To look for a message is dear, and most lines have no quotation.
  if (!/["'`]/.test(text)) return false;
  const at = headIn(text);
  if (at < 2 || !/["'`]/.test(text.charAt(at - 1))) return false;
  const before = text.slice(0, at);
  if (solved.test(text) && !goesOn.test(text)) return true;
  return (
    code.test(before) || awaited.test(before) || failedTest.test(before) || change.test(before) || advice.test(before)
  );
}
