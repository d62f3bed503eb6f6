/*
 * What systems that keep or show lines put before each of them: times, names of hosts and containers, levels, quote marks.
 */
import { headIn, withoutTail } from './heads.ts';
import { marks } from './marks.ts';

const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const iso =
  '\\d{4}[-/]\\d\\d[-/]\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?(?: ?(?:Z|[A-Z]{3,4}|[+-]\\d\\d:?\\d\\d))?';
const old = `(?:[A-Z][a-z]{2},? )?${month} +\\d{1,2}(?: \\d{4})? \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?: \\d{4})?(?: [A-Z]{3,4})?`;

/** After a time there may be the name of a machine and of a program. */
const times: readonly RegExp[] = [
  new RegExp(`^(?:<\\d{1,3}>)?\\[?(?:${iso}|${old})\\]?[:,]?(?: -)?(?:\\s+|$)`),
  /^\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?[AP]M)?\]?[:,]?(?:\s+|$)/,
  /^\[?1\d{9}(?:\.\d{1,9})?\]?[:,]?\s+/,
  new RegExp(`^\\[?\\d{1,2}[/-]${month}[/-]\\d{4}[: ]\\d\\d:\\d\\d:\\d\\d(?: [+-]\\d{4})?\\]?\\s+`),
  /^\[?\d{1,2}\/\d{1,2}\/\d{2,4},? \d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?\]?(?: -)?\s+/,
];

/** Programs of a server whose log lines are read as such: what stands before them is of the log itself. */
const daemon =
  '(?:sshd(?:-session|-auth)?|dropbear|tinysshd|kernel|systemd[\\w.-]*|fail2ban[\\w.-]*|sshguard|crowdsec|pam_\\w+|login|sudo|su|cron|CRON|audit\\w*|firewalld|ufw|init|polkitd|unix_chkpwd|sftp-server|internal-sftp|containerd|dockerd|NetworkManager|networkd[\\w.-]*|chronyd|ntpd|haproxy|denyhosts|blacklistd|blocklistd|earlyoom|oomd|knockd|fwknopd|x?inetd|tcpd|setroubleshoot|sslh|filterlog)';
const ofDaemon = new RegExp(
  `^(?:<\\d{1,3}>)?(?:[\\w./-]{1,200}:(?:\\d{1,9}:)?)?(?:${old}|${iso})\\s+(?:0x[\\da-f]{1,16}\\s+\\w{1,12}\\s+0x[\\da-f]{1,16}\\s+\\d{1,8}\\s+\\d{1,8}\\s+|(?:\\S{1,255}\\s+){0,3}?)${daemon}(?: {0,20}\\[\\d+\\])?: |^(?:[\\w.-]{1,255} )?${daemon}\\[\\d+\\]: `,
);
/** dmesg -T. Others write their times alike. */
const ring = /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d \d{4}\] (?=\S)/;
const packet = /^(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d+ (?:[\w.-]+ +(?:In|Out|B|M|P) +)?(?:IP6?|ARP)[ ,]/;
const daemonTag = new RegExp(`^${daemon}$`);
const tagged =
  /^(?!\d\d[OE] |Caused by: |dial tcp: )(?:[\w.-]{1,255} +(?!(?:fatal|failed|error|warning):)([\w./@()-]{1,64})(?:\[[\w.]{1,20}\])?|([\w./@()-]{1,64})\[[\w.]{1,20}\]): +/;
/** RFC 5424: version, time, host, program, process, message id, structured data. */
const structured =
  /^<\d{1,3}>1 (\S{1,40}) (\S{1,255}) (\S{1,48}) (\S{1,128}) \S{1,32} (?:-|(?:\[[^\]]{0,1000}\]){1,8}) ?(?:\ufeff)?(.*)$/;

/** In every time, and in every line that a daemon wrote, stands one of these: most lines have none. */
const timely = /\d:\d\d|^\[?1\d{9}|\[\d+\]: |^\[\w+\] \d+#\d+: /;

/** Enough for a quote of a log of a log. */
const rounds = 16;

/** `dropbear -E` has its process and its time in front, nginx its level and process. */
const ofOwnForm = new RegExp(
  `^\\[\\d{1,7}\\] ${month} \\d\\d \\d\\d:\\d\\d:\\d\\d \\S|^(?:${iso} )?\\[(?:error|crit|warn)\\] \\d+#\\d+: `,
);

/** Whether a program of a server, or tcpdump, wrote the line, so that its time and names belong to it. */
export function isLogLine(text: string): boolean {
  return (
    timely.test(text) &&
    (ofDaemon.test(text) || ofOwnForm.test(text) || packet.test(text) || (ring.test(text) && headIn(text) < 0))
  );
}

/** Whether a line of that program's log is read as such. */
export function isDaemon(program: string): boolean {
  return daemonTag.test(program);
}

/** The line without what was put before it; the same text where nothing was. */
export function unprefixed(text: string): string {
  let rest = text;
  for (let i = 0; i < rounds; i++) {
    const next = once(rest);
    if (next === rest) return rest;
    rest = next;
  }
  return rest;
}

/** A row of a table of which each cell is one word: no message stands in it, and its strokes tell the cells apart. */
const wordRow = /^\|(?:\s+[\w.:/*-]{0,60}\s*\|){2,12}$/;

function once(text: string): string {
  const line = text.trimStart();
  if (line === '' || isLogLine(line) || wordRow.test(line)) return line === '' ? text : line;
  const syslog = structured.exec(line);
  if (syslog !== null) return ofStructured(syslog);
  for (const time of timely.test(line) ? times : []) {
    const length = time.exec(line)?.[0].length ?? 0;
    if (length > 0) return untagged(line.slice(length));
  }
  for (const mark of marks) {
    const length = mark.exec(line)?.[0].length ?? 0;
    if (length > 0) return closed(line.slice(0, length), line.slice(length));
  }
  return text;
}

function ofStructured([, time = '', host = '', program = '', pid = '', message = '']: RegExpExecArray): string {
  const process = /^\d+$/.test(pid) ? `[${pid}]` : '';
  return isDaemon(program) ? `${time} ${host} ${program}${process}: ${message}` : message;
}

/** Behind a time: the machine and the program, where no message of ssh has begun already. */
function untagged(text: string): string {
  // A damaged head of sshd's is no reason to take its words for those of a client.
  if (isLogLine(text) || /^(?:\S+ )?sshd/.test(text)) return text;
  const length = tagged.exec(text)?.[0].length ?? 0;
  const at = headIn(text);
  return at >= 0 && at < length ? text : text.slice(length);
}

/** What was opened before the line is closed behind it. */
function closed(mark: string, text: string): string {
  if (mark.startsWith('|')) return withoutTail(text, /\s*\|$/);
  if (/^[\u2502\u2503\u2551]/.test(mark)) return withoutTail(text.trimEnd(), /\s*[\u2502\u2503\u2551]$/);
  if (mark === '`') return text.replace(/`[.,;]?$/, '');
  return mark.startsWith('<') ? withoutTail(text, /<\/?\w{1,12}>$/) : text;
}
