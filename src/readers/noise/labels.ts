/*
 * Words before a message that no list knows: the name of a machine, a container, a step, a pane, with a sign behind it.
 * What follows must be a line that one program alone prints, so that nothing else can be taken for one.
 */
import { isOfSshd, ofSshdTest } from '../sshd-words.ts';
import { isDaemon, isLogLine } from './prefixes.ts';

/** A ring of the kernel has its time since boot, a firewall its own mark. */
const ofKernel = /^(?:\[ *\d{1,9}\.\d{1,9}\] \S|\[UFW (?:LIMIT )?BLOCK\] IN=)/;

const ofPing = /^\d{1,6} packets transmitted, \d{1,6}(?: packets)? received,/;

const separator = /(?: -|=>|->|[^\s\w"'`,.;!?([{<=-]) +|\t+/gu;
const longest = 90;
/** No quote marks, commas or stops of a sentence; a sign alone makes a comment or a heading. */
const plainLabel = /^[^\s"'`,;!?]+(?: +[^\s"'`,;!?]+){0,5}$/;
/** Whoever writes these says that the line is of another time or place, or of nobody. */
const elsewhere =
  /\b(?:an?|the|has|have|is|are|be|it|its|this|that|these|those|of|to|we|you|i|my|our|your|he|she|they|healthy|good|working|not|no|never|nor|without|before|earlier|formerly|previous(?:ly)?|yesterday|last|old|used|was|were|had|example|eg|expect(?:ed|s)?|should|would|could|might|if|when|fix(?:ed|es)?|solved|other|another|unlike|instead|docs?|manual|man|wiki|faq|grep|search(?:ed)?|means?|says?|like|similar)\b/i;

/** The message behind the label; the text itself where there is none. */
export function unlabelled(text: string): string {
  if (isOfOneProgram(text)) return text;
  for (const { 0: sign, index } of text.slice(0, longest).matchAll(separator)) {
    const rest = text.slice(index + sign.length);
    if (isOfOneProgram(rest) || isLogLine(rest) || isPairs(rest))
      return isLabel(text.slice(0, index) + sign.trim()) ? rest : text;
  }
  return text;
}

/** Whether a program in Go wrote it: its message is inside. */
export function isPairs(text: string): boolean {
  return /^(?:time|ts|level|lvl)=\S+ \w+=/.test(text);
}

/** Whether only sshd, the kernel or ping prints it. */
export function isOfOneProgram(text: string): boolean {
  return isOfSshd(text) || ofSshdTest.test(text) || ofKernel.test(text) || ofPing.test(text);
}

/** What a daemon's own name stands before is a line of its log as it is. */
function isLabel(words: string): boolean {
  const last = /([\w.-]+)\W*$/.exec(words)?.[1] ?? '';
  return (
    /\w/.test(words) && plainLabel.test(words) && !elsewhere.test(words) && !isDaemon(last) && !/\bsshd\b/.test(words)
  );
}
