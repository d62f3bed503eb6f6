/*
 * Lines of a server's system beside those of sshd: the kernel, systemd, PAM, ban daemons; out of syslog, journald, dmesg,
 * or from the console of a machine that starts.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { sshdMessage } from './sshd-log.ts';

/** What a person asks about stands at the end of a long log. */
const most = 2000;

/** Programs whose words can say why nobody gets in. */
const names =
  'kernel|systemd|systemd-logind|systemd-socket-proxyd|audit|auditd|setroubleshoot|fail2ban[\\w.-]*|crowdsec|sshguard|denyhosts|blacklistd|blocklistd|knockd|fwknopd|haproxy|xinetd|sshd(?:-session)?\\(pam_\\w+\\)';
/** With a process id or a time before it a name is that of a log line; `kernel:` needs neither. */
const logged = new RegExp(
  `^(?:.{0,120}?[\\s/])?(?:((?:${names}))\\s?\\[\\d+\\]: |(kernel): |[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\S+ (${names}): )(.+)$`,
);
/** The ring buffer of the kernel, as dmesg prints it. */
const ring = /^(?:.{0,60}?: )?\[ *\d+\.\d{6}\] (.+)$/;
/** What auditd writes. */
const audit = /^(?:.{0,80}? )?type=(AVC|USER_AVC) msg=audit\([\d.:]+\): +(avc: .+)$/;
/** fail2ban's own log has the level between its name and its words. */
const level = /^(?:NOTICE|INFO|WARNING|ERROR) +/;
const console = /^\[(?:DEPEND|FAILED| {2}OK {2})\] +(.+)$/;
const emergency = /^(?:Welcome to |You are in )(emergency|rescue) mode[!.]/;

interface Spoken {
  readonly program: string;
  readonly message: string;
}

function spoken(raw: string): Spoken | null {
  const line = raw.slice(0, 4096).trim();
  const match = logged.exec(line);
  if (match !== null) {
    const [, named, kernel, stamped, text = ''] = match;
    const program = named ?? kernel ?? stamped ?? '';
    const message = program === 'kernel' ? (ring.exec(text)?.[1] ?? text) : text.replace(level, '');
    return { program, message };
  }
  const [, type, denial] = audit.exec(line) ?? [];
  if (denial !== undefined) return { program: 'audit', message: `${type} ${denial}` };
  const buffered = ring.exec(line)?.[1];
  if (buffered !== undefined) return { program: 'kernel', message: buffered };
  const booting = console.exec(line)?.[1];
  return booting === undefined ? null : { program: 'systemd', message: booting };
}

export const reader: Reader = { id: 'system-log', title: 'log of the system', vantage: 'server', recognise, read };

function recognise(lines: readonly string[]): readonly number[] {
  return lines.flatMap((line, i) => (known(line) ? [i] : []));
}

function known(line: string): boolean {
  return sshdMessage(line) === null && (spoken(line) !== null || emergency.test(line.trim()));
}

/** Never covers anything: what is not there may be older than the excerpt, or stand elsewhere. */
function read(evidence: Evidence): Reading {
  const text = typeof evidence.data === 'string' ? evidence.data : '';
  const observations = text.split('\n').flatMap((line, i): readonly Observation[] => {
    if (!known(line)) return [];
    const at = { evidence: evidence.id, line: i + 1, quote: line.trim() };
    if (emergency.test(line.trim())) {
      return [{ kind: 'server.state', value: { is: 'emergency', text: line.trim() }, at }];
    }
    const said = spoken(line);
    return said === null ? [] : [{ kind: 'server.log', value: said, at }];
  });
  return { covers: [], observations: observations.slice(-most) };
}
