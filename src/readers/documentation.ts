/*
 * Text that explains messages to whoever meets them: manuals, knowledge bases, articles, answers. What it quotes happened to
 * nobody who gave it, so nothing in it is a fact.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { printable } from '../model/text.ts';
import * as other from './documentation/languages.ts';
import { headIn } from './noise/heads.ts';
import { linesOf } from './pasted.ts';

/** Only so much is looked through: a text that explains begins with that. */
const enough = 3000;
/** Longer lines are no headings, and sentences are looked at up to here. */
const longest = 400;
/** A row of a table may hold many messages. */
const longestRow = 20_000;
/** So many different ways to explain make it such a text, which has more lines than one message. */
const fewest = 2;
const shortest = 3;

/** Whole lines, as headings or labels. */
const headings: readonly RegExp[] = [
  /^(?:the )?(?:(?:most |some )?(?:possible|probable|likely|common|root|typical|usual) )*(?:causes?|reasons?)(?: (?:of|for) .{3,60})?$|^(?:m\u00f6gliche )?ursachen?$|^causes? (?:possibles?|probables?)$|^causas?$/i,
  /^(?:the |recommended )?(?:solutions?|resolutions?|fix(?:es)?|remed(?:y|ies|iation)|workarounds?|what to do|what can i do)$|^(?:m\u00f6gliche )?l\u00f6sung(?:en|sans\u00e4tze)?$|^soluci(?:\u00f3n|ones)$/i,
  /^(?:how (?:to|do i|do you|can i|can you|sshwhy|it)\b.{2,60}|step \d+[.:]? \S.{2,60})$/i,
  /^(?:why (?:it|this|does|do|is|the)\b.{2,60}|what (?:does|is|causes|do) .{2,160}|what (?:it|this|the error|the message|you) (?:means?|sees?)|(?:explanation|meaning|(?:error )?messages? explained|understanding .{3,60}|looks like, and is not))$/i,
  /^(?:conclusion|see also|sources|further reading|related (?:articles|pages|topics|information)|references|wrapping up|key takeaways|the look that settles it)$|^(?:fazit|siehe auch)$/i,
  /^(?:(?:general |ssh )?troubleshooting|diagnos(?:tics?|tic steps|is)|known issues|known problems|limitations|common .{0,40}(?:errors|problems|issues)|frequently asked questions|faq)$/i,
  /^(?:problems?|issues?|error messages?|symptoms?|question|fehlermeldung)$/i,
];
/** A heading of Markdown that tells its reader what to do. */
const order =
  /^\s*#{1,6} (?:\d+[.)] )?(check|verify|fix|restart|enable|disable|use|set|add|edit|switch|make|try|test|remove|change|update|install|open|allow|create|copy|run|start|stop|look|ensure|confirm|generate|regenerate|reset|clear|delete|configure)\b/i;

/** Sentences that speak to anybody. */
const sentences: readonly RegExp[] = [
  /\byou (?:may|might|will|can|could|would) (?:also |then |now |often |sometimes )?(?:see|get|find|notice|receive|encounter|come across|run into)\b/i,
  /\b(?:this|the|that|following|above) (?:error|message|warning|line)(?: message)? (?:above )?(?:usually |typically |often |generally |simply |almost always )?(?:means|indicates|occurs|happens|appears|is (?:caused|shown|printed|displayed))\b/i,
  /(?:^|[.!] )(?:this|it|that) (?:usually |typically |often |generally |mostly )?(?:happens|occurs|means|comes up) (?:when|if|that|because|one of)\b/i,
  /\b(?:ssh|sshd|openssh|the (?:ssh )?(?:client|server|daemon)|an openssh client|putty) (?:then |may |might |will |usually |often )?(?:says?|prints?|reports?|shows?|displays?|complains?|answers?)\b/i,
  /\b(?:if|when|whenever) (?:you (?:now |still )?(?:(?:see|get|receive)(?: (?:the|this|a|an|similar|something)\b| ?["'`\u201c]|$)|encounter|connect)|(?:instead )?(?:it|ssh|the (?:client|server|log)) (?:instead )?(?:says|prints|shows|fails|reports))\b/i,
  /\byou (?:need|have) to\b|\byour (?:\w+ ){1,5}(?:must|should)\b/i,
  /\b(?:typical|sample|example) (?:output|log|message)s?\b|\b(?:messages?|errors?|warnings?|lines?) (?:like|such as|similar to)\b|\b(?:like this|such as|as follows|following (?:error|warning)\b.{0,20}):$/i,
];

const inSentences: readonly RegExp[] = [...sentences, ...other.sentences];
const anywhere: readonly RegExp[] = [...headings, ...other.headings, ...inSentences];

/** A table of messages is nothing else. */
const table =
  /^\|?\s*(?:error )?(?:message|error|symptom|log (?:line|message|entry))s?(?: text)?\s*(?:\||\t)\s*(?:[\w ]{1,30}(?:\||\t)\s*)?(?:(?:root |likely |possible )?causes?|meaning|reason|what (?:it means|to do)|fix|solution|explanation)\b/i;

/** A pattern of messages: what differs from case to case is left out, one of several words stands in its place. No program prints that. */
const form = /\([^()/]{1,100} \/ [^()]{1,200}\)/;
const fewestForms = 2;

/** Who tells what happened to him says so. `me` and `my` are also parts of names of files and hosts. */
const person =
  /(?:^|[\s("'>*_])(?:(?:I|i)(?:['\u2019](?:m|ve|d|ll))?|[Mm]y|[Mm]e|[Oo]ur|[Ww]e (?:get|got|see|saw|have|had|try|tried|are|were|run|ran|use|found|cannot|can't|could|changed|moved|upgraded))(?=[\s,.;?!)]|$)/;
/** What happened has a day, and who handles it a form to fill in; a page is of no day. */
const ticket =
  /\b(?:yesterday|this (?:morning|afternoon|evening)|last night|since (?:today|(?:last )?(?:week|month|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|the (?:\w+ )?(?:update|upgrade|reboot|restart|move|migration|change|power cut|outage)))\b|^(?:reporter|reported by|requester|assignee|assigned to|priority|severity|ticket|affected (?:hosts?|servers?|machines?|systems?))\s*[:|]\s*\S|^status\s*[:|]\s*(?:open|new|in progress|waiting|resolved|closed|done)\b/i;
/** Questions that stand for those of a reader. */
const asked = /^(?:q: ?)?(?:how|why|what|where|when|can|should|do|is)\b.*\b(?:i|my|me)\b.*\?$/i;
/** Labels of what explains, each a way of its own. */
const label = /^(?:(?:Possible|Probable|Likely|Root) )?(Cause|cause|Solution|Resolution|Fix|Workaround|Q|A)s?: +\S/;

export const reader: Reader = {
  id: 'documentation',
  title: 'text that explains messages',
  alone: true,
  recognise: (lines) => (explains(lines) === null ? [] : lines.map((_, i) => i)),
  read,
};

/** The first lines (from 0) that make it such a text, one for each way; null when it is none. */
function explains(lines: readonly string[]): readonly number[] | null {
  const forms = formsIn(lines);
  if (forms.length > 0) return forms;
  if (lines.length < shortest) return null;
  const ways = new Map<RegExp | string, number>();
  const add = (way: RegExp | string, i: number): void => {
    if (!ways.has(way)) ways.set(way, i);
  };
  for (let i = 0; i < Math.min(lines.length, enough); i++) {
    const words = proseOf(lines[i] ?? '');
    if (words === '') continue;
    if (table.test(words)) {
      add('table', i);
      add('its heading', i);
    }
    if ((person.test(words) && !asked.test(words)) || other.person.test(words) || ticket.test(words)) return null;
    if (isAbout(lines[i] ?? '', words)) {
      add(words, i);
      continue;
    }
    const bare = words.replace(/\s*[:?]$/, '');
    for (const way of bare.length <= 180 ? anywhere : inSentences) if (way.test(bare)) add(way, i);
    const ordered = order.exec(lines[i] ?? '')?.[1];
    if (ordered !== undefined) add(ordered.toLowerCase(), i);
    const labelled = label.exec(words)?.[1];
    if (labelled !== undefined) add(labelled.toLowerCase(), i);
  }
  return ways.size < fewest ? null : [...ways.values()];
}

/** A heading that is a message, or a question in which one is quoted: each explains what stands below. */
function isAbout(line: string, words: string): boolean {
  const headed = /^\s*#{1,6} \S/.test(line);
  const question = /[?\uff1f]["'*\u201d\u00bb\s]*$/.test(words) && /["'`\u201c\u00ab\u300c]/.test(words);
  return (headed || question) && headIn(words) >= (headed ? 0 : 1);
}

/** Where patterns of messages stand; none where there is but one. A row of a table has several. */
function formsIn(lines: readonly string[]): readonly number[] {
  const found: number[] = [];
  for (let i = 0; i < Math.min(lines.length, enough); i++) {
    const line = lines[i] ?? '';
    if (!line.includes('\u2026')) continue;
    const parts = line.slice(0, longestRow).split('<br>');
    const inRow = parts.length > 1 && line.startsWith('|');
    for (const part of parts)
      if (part.includes('\u2026') && (inRow || form.test(part.slice(0, longest)))) found.push(i);
  }
  return found.length < fewestForms ? [] : found;
}

/** Without the marks of Markdown, HTML, roff and a quoted letter. */
function proseOf(line: string): string {
  const text = line.length > longest ? line.slice(0, longest) : line;
  return text
    .replace(/<[^<>]{1,80}>/g, ' ')
    .replace(/^[\s>]*(?:#{1,6} |={2,6} ?|\.S[hH] "?|[-*+\u2022] )?\s*/, '')
    .replace(/\*\*|__|`|["=#\s]+$/g, '')
    .trim();
}

function read({ data }: Evidence): Reading {
  const lines = linesOf(data);
  const [first] = explains(lines) ?? [];
  if (first === undefined) return { covers: [], observations: [] };
  const quote = printable((lines[first] ?? '').trim(), 80);
  const note = `the text explains messages to whoever meets them (line ${first + 1}: ${quote}), so none was taken for one that was met here: give what the program itself printed, alone`;
  return { covers: [], observations: [], notes: [note] };
}
