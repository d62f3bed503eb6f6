/*
 * Lines of a server's system log that are not sshd's: the kernel, systemd, PAM, ban daemons, other SSH servers. Only lines
 * that speak of what can stop a login are taken.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { type Dialled, dialledIn, factAt, linesOf, loggedElsewhere } from './pasted.ts';
import { loginIn } from './ssh-log/arrived.ts';
import { reader as sshLog } from './ssh-log.ts';
import { timeOf } from './sshd-log/time.ts';
import { sshdMessage } from './sshd-log.ts';

export const reader: Reader = {
  id: 'server-log',
  title: 'log of the server',
  knows: [
    {
      program: 'kernel, systemd, PAM, auditd, ban daemons, dropbear, tinysshd, haproxy, nginx, sslh',
      texts: [
        'lines of a system log, journalctl or dmesg that bear on a login',
        'the console of a machine that starts',
      ],
    },
  ],
  vantage: 'server',
  recognise,
  read,
};

/** What a person asks about stands at the end of a log. */
const most = 2000;

const when =
  '(?:[A-Z][a-z]{2} +\\d{1,2} \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?: ?(?:Z|[+-]\\d\\d:?\\d\\d))?)';
const syslog = new RegExp(`^(?:<\\d+>)?${when} (?:\\S{1,255} )?([\\w./()-]{1,60}?)(?:\\[\\d+\\])?: (.+)$`);
/** dmesg, with or without a time of day; fail2ban's own file, also where its times were taken for noise. */
const dmesg = /^\[ *(?:\d+\.\d+|[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d \d{4})\] (.+)$/;
const fail2ban = new RegExp(`^(?:${when} )?(fail2ban\\.\\w+) +\\[\\d+\\]: \\w+ +(.+)$`);

/** Programs that write a head of their own: `dropbear -E`, nginx. */
const own: readonly (readonly [string, RegExp])[] = [
  ['dropbear', /^\[\d{1,7}\] [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d (\S.*)$/],
  ['nginx', /^(?:.{0,40}? )?\[(?:error|crit|warn)\] \d+#\d+: (?:\*\d+ )?(\S.*)$/],
];

/** Without a time, and with anything of a person's or a console's before it: its process id makes it a line of a log. */
const bare =
  /^(?:.{0,120}?[\s/])?(?:(systemd|fail2ban[\w.-]{0,20}|crowdsec|sshguard|setroubleshoot|audit|auditd|dropbear|tinysshd|knockd|fwknopd|systemd-oomd|earlyoom|haproxy|sslh|sshd\(pam_\w{1,30}\)) ?\[\d+\]|(kernel)): (.+)$/;
/** What auditd writes itself. */
const audit = /^(?:.{0,80}? )?type=(AVC|USER_AVC) msg=audit\([\d.:]+\): +(avc: .+)$/;
/** What systemd says of a unit, without its own name: so a person copies it. */
const ofUnit =
  /^(sshd?(?:@\S{1,200})?\.(?:service|socket): (?:Trigger limit hit, refusing further activation\.|Failed with result '[\w-]+'\.|Failed to queue service startup job .*|Failed at step \w+ spawning .*|Start request repeated too quickly\.|Unit entered failed state\.|(?:Main|Control) process exited, code=\w+,? status=\S+))$/;
/** What a machine shows on its console while it starts. */
const starting = /^\[(?:DEPEND|FAILED)\] +(.+)$/;

/** By program: the messages that mean something for a login. */
const known: readonly (readonly [RegExp, readonly RegExp[]])[] = [
  [
    /^kernel$/,
    [
      /nf_conntrack: table full, dropping packet/,
      /possible SYN flooding on port/i,
      /Out of memory|oom-kill|oom_reaper|invoked oom-killer|Memory cgroup out of memory/i,
      /(?:sshd|dropbear|proftpd)\S*\[\d+\]: segfault at |traps: sshd\S*\[\d+\]|general protection .*sshd/,
      /task sshd\S*:\d+ blocked for more than|blocked for more than \d+ seconds/,
      /fork rejected by pids controller/,
      /file-max limit \d+ reached/,
      /uninitialized urandom read/,
      /UFW (?:BLOCK|LIMIT BLOCK)/,
      /martian source|hw csum failure|: renamed from /,
      /avc: +denied|type=1326 |apparmor="DENIED"/,
      /Kernel panic - not syncing|Unable to mount root fs|EXT4-fs error|Remounting filesystem read-only|I\/O error/,
    ],
  ],
  [
    /^systemd$/,
    [
      /^sshd?(?:@\S*)?\.(?:service|socket): (?!Consumed|Deactivated|Succeeded)/,
      /^(?:Failed to (?:start|listen)|Dependency failed for|Started|Stopped|Reached target|You are in) .*(?:SSH|ssh|[Ee]mergency|[Rr]escue)/,
      /was skipped because .*sshd_not_to_be_run|sshd?\.service is masked/,
      /^Unit sshd?\.(?:service|socket) /,
      /^Dependency failed for .*Local File Systems/,
    ],
  ],
  [
    /^fail2ban|^sshguard|^crowdsec|^denyhosts|^blacklistd|^blocklistd/,
    [/\bBan \S|\bUnban \S|\bblock|\bban\b|Found \S/i],
  ],
  [/^dropbear|^tinysshd/, [/./]],
  [/^(?:sshd|login|su|sudo|systemd-user)?\(?pam_|^pam_/, [/./]],
  [/^(?:earlyoom|systemd-oomd|oomd)/, [/sshd|ssh\.service/]],
  [/^(?:knockd|fwknopd)/, [/./]],
  [/^haproxy/, [/ [cs]D \d+\/|has no server available|\/<NOSRV> /]],
  [/^nginx/, [/while connecting to upstream/]],
  [/^sslh/, [/^forward to ssh failed/]],
  [/^(?:xinetd|inetd|tcpd)/, [/ssh/]],
  [/^(?:setroubleshoot|audit|auditd)/, [/sshd/]],
  [/^(?:apt|dpkg|dnf|yum|unattended-upgrade)/, [/openssh-server/]],
];

/** The program and the message of a line of a system log; null for any other. */
function spoken(line: string): { readonly program: string; readonly message: string } | null {
  const text = line
    .slice(0, 4096)
    .replace(/\x1b\[[0-9;]*m/g, '')
    .replace(/^[>\s]+/, '')
    .trimEnd();
  if (sshdMessage(text) !== null) return null;
  const [, daemon, said] = fail2ban.exec(text) ?? [];
  if (daemon !== undefined && said !== undefined) return { program: daemon, message: said };
  const [, program = '', message = ''] = syslog.exec(text) ?? [];
  // The kernel's own time stands between its name and its words.
  if (program !== '')
    return { program, message: program === 'kernel' ? message.replace(/^\[ *\d+\.\d+\] /, '') : message };
  const ring = dmesg.exec(text)?.[1];
  if (ring !== undefined) return { program: 'kernel', message: ring };
  for (const [name, form] of own) {
    const words = form.exec(text)?.[1];
    if (words !== undefined) return { program: name, message: words };
  }
  return unstamped(text);
}

function unstamped(text: string): ReturnType<typeof spoken> {
  const [, type, denial] = audit.exec(text) ?? [];
  if (denial !== undefined) return { program: 'audit', message: `${type} ${denial}` };
  const shown = starting.exec(text)?.[1] ?? ofUnit.exec(text)?.[1];
  if (shown !== undefined) return { program: 'systemd', message: shown };
  const [, named, kernel, said] = bare.exec(text) ?? [];
  return said === undefined ? null : { program: named ?? kernel ?? '', message: said.replace(/^\[ *\d+\.\d+\] /, '') };
}

function told(line: string): ReturnType<typeof spoken> {
  const found = spoken(line);
  if (found === null) return null;
  const { program, message } = found;
  return known.some(([name, words]) => name.test(program) && words.some((word) => word.test(message))) ? found : null;
}

/** The console of a machine that did not come up. */
const emergency = /^(?:Welcome to |You are in )(?:emergency|rescue) mode[!.]/;

function recognise(lines: readonly string[]): readonly number[] {
  return lines.flatMap((line, i) => (told(line) === null && !emergency.test(line.trim()) ? [] : [i]));
}

/** Never covers anything: a line that is not there may stand in another file, or be older than the excerpt. */
function read({ id, data, at }: Evidence): Reading {
  const lines = linesOf(data);
  const back = backIn(lines);
  const begun = begunIn(lines);
  const dialled = dialledIn(lines);
  const isElsewhere = loggedElsewhere(lines);
  const inside = loginIn(lines)?.at ?? -1;
  const isCured = curedIn(lines, Date.parse(at));
  const observations = lines.flatMap((line, i): readonly Observation[] => {
    const shown = line.trim();
    if (emergency.test(shown)) return [factAt(id, lines, i, 'server.state', { is: 'emergency', text: shown })];
    const message = told(line);
    const over =
      message === null ||
      isElsewhere(i) ||
      isOver(message.message, i, back) ||
      isPast(message, i, begun) ||
      isOfOtherPort(message.message, dialled) ||
      // SELinux tells what it would deny.
      /\bavc: +denied .*\bpermissive=1\b/.test(message.message);
    if (over) return [];
    return [
      factAt(
        id,
        lines,
        i,
        i < inside || (crashed.test(message.message) && isCured(i)) ? 'server.past' : 'server.log',
        message,
      ),
    ];
  });
  return { covers: [], observations: observations.slice(-most) };
}

/** The line in which HAProxy last says that a backend has a server again. */
function backIn(lines: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    lines.flatMap((line, i): readonly (readonly [string, number])[] => {
      const backend = /\bhaproxy\[\d+\]: Server ([^\s/]+)\/\S+ is UP\b/.exec(line.slice(0, 4096))?.[1];
      return backend === undefined ? [] : [[backend, i]];
    }),
  );
}

/** What HAProxy lacked before that. */
function isOver(message: string, i: number, back: ReadonlyMap<string, number>): boolean {
  const backend =
    /^(?:backend|proxy|listen) (\S+) has no server available/.exec(message)?.[1] ??
    / (\S+)\/<NOSRV> /.exec(message)?.[1];
  return backend !== undefined && (back.get(backend) ?? -1) > i;
}

/** nginx tells at which of its ports it took the connection. */
function isOfOtherPort(message: string, { hosts, ports }: Dialled): boolean {
  const port = /while connecting to upstream, .*\bserver: \S+:(\d+), /.exec(message)?.[1];
  return port !== undefined && hosts.size > 0 && !ports.has(Number(port));
}

/** What systemd says when it gives a unit up. */
const givenUp =
  /^sshd?\.(service|socket): (?:Trigger limit hit|Failed with result|Failed to queue service startup|Start request repeated too quickly|Start-limit hit)/;

/** The line that last shows that the service, or the socket, of sshd is there: systemd says so, or sshd listens or lets somebody in. */
function begunIn(lines: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    lines.flatMap((line, i): readonly (readonly [string, number])[] => {
      const served = /^(?:Server listening on|Accepted) /.test(sshdMessage(line.slice(0, 4096)) ?? '');
      const units = ['service', 'socket'] as const;
      if (served) return units.map((unit) => [unit, i] as const);
      const found = spoken(line);
      if (found?.program !== 'systemd') return [];
      if (/^Listening on .*(?:\bsshd?\.socket|SSH|Secure Shell)/.test(found.message)) return [['socket', i]];
      return /^Started .*(?:\bsshd?\.service|SSH|Secure Shell)/.test(found.message) ? [['service', i]] : [];
    }),
  );
}

/** A unit that was given up before it came up again. */
function isPast({ message }: { readonly message: string }, i: number, begun: ReadonlyMap<string, number>): boolean {
  const unit = givenUp.exec(message)?.[1];
  return unit !== undefined && (begun.get(unit) ?? -1) > i;
}

/** A process of sshd came to its end by itself. */
const crashed =
  /\bsshd\S*\[\d+\]:? (?:segfault at|general protection)|traps: sshd|type=1326 |\(sshd\S*\) of user \d+ dumped core|^sshd?\S*\.service: Main process exited, code=(?:killed|dumped), status=\d+\/(?:ILL|TRAP|ABRT|BUS|FPE|SEGV|SYS)/;
/** Who crashes for some only lets others in meanwhile, and is started again at once: not so long after. */
const meanwhile = 600_000;

/** Lines (from 0) after which sshd was started, or let somebody in, when what was wrong had been mended; or no client complains. */
function curedIn(lines: readonly string[], now: number): (index: number) => boolean {
  const timed = (i: number): number | null => timeOf(lines[i] ?? '', now, 0);
  const said = lines.map((line) => sshdMessage(line.slice(0, 4096)) ?? '');
  const accepted = said.findLastIndex((message) => message.startsWith('Accepted '));
  const last = said.findLastIndex((message) => /^(?:Server listening on|Accepted) /.test(message));
  const complains = sshLog.recognise(lines).length > 0;
  return (i) => {
    const [then, since] = [timed(i), timed(last)];
    if (last > i && then !== null && since !== null && since - then >= meanwhile) return true;
    return accepted > i && !complains;
  };
}
