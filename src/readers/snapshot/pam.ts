import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { passwordHolds } from './account.ts';
import { listed } from './ls.ts';

/**
 * Rules of PAM for sshd that turn every login away, or this one: pam.conf(5). Most modules log why they refuse; pam_deny and
 * pam_time do not, so their rules are read; and one that is not there refuses everybody. Only what no rule before can skip counts.
 */
export const part: Part = {
  id: 'pam',
  read: (server) => {
    const rules = stackOf(server) ?? [];
    const holds = passwordHolds(server);
    const observations = phases.flatMap((phase) => {
      const stack = rules.filter((rule) => rule.phase === phase);
      return stack.flatMap((rule, i): readonly Observation[] => {
        if (!/^(?:required|requisite)$/.test(rule.control) || !isReached(stack, i, holds) || !denies(rule, server))
          return [];
        const { module, text, section } = rule;
        return [server.fact('server.pam', { phase, module, text }, section, rule.i)];
      });
    });
    // A rule that is not understood may refuse as well: nothing is covered.
    return { covers: [], observations: [...observations, ...silent(server, rules)] };
  },
};

/** Those that refuse by what they were told, and log nothing; of these some only if they are told so. */
const mute = /^pam_(?:localuser|usertype|rootok|wheel|time)\.so$/;
const hushed = /^pam_(?:succeed_if|listfile)\.so$/;
/** Those that refuse by the state of the account, and those that log why they refuse. */
const frank = /^pam_(?:unix|permit|deny|nologin|access|shells|exec|faillock|succeed_if|listfile|warn|lastlog)\.so$/;

function silent(server: ServerView, rules: readonly Rule[]): readonly Observation[] {
  const stack = rules.filter(({ phase }) => phase === 'account');
  const name = ({ module }: Rule): string => module.split('/').at(-1) ?? '';
  const isMute = (rule: Rule): boolean =>
    mute.test(name(rule)) || (hushed.test(name(rule)) && / quiet(?:_fail)?(?: |$)/.test(rule.text));
  if (!stack.every((rule) => isMute(rule) || frank.test(name(rule)))) return [];
  return stack.flatMap((rule, i) => {
    if (!isMute(rule) || !/^(?:required|requisite)$|=(?:die|bad)\b/.test(rule.control) || !isReached(stack, i))
      return [];
    const value = { phase: 'account', module: rule.module, text: rule.text } as const;
    return [server.fact('server.pam-silent', value, rule.section, rule.i)];
  });
}

/** A file that pam_nologin looks for; `always`: no rule before it lets a login pass. */
export interface NologinFile {
  readonly path: string;
  readonly always: boolean;
}

/**
 * What pam_nologin looks for, in the rules that sshd asks: without `file=` its two defaults. None: no rule asks it. Null: not all rules
 * were read.
 */
export function nologinFiles(server: ServerView): readonly NologinFile[] | null {
  const rules = stackOf(server);
  const asks = ({ module }: Rule): boolean => module.split('/').at(-1) === 'pam_nologin.so';
  const asking = (rules ?? []).filter(asks);
  const isWhole = rules?.every(({ module }) => module !== '') === true;
  if (asking.length === 0) return isWhole ? [] : null;
  return asking.flatMap((rule) => {
    const stack = (rules ?? []).filter(({ phase }) => phase === rule.phase);
    const always = /^(?:required|requisite)$/.test(rule.control) && isReached(stack, stack.indexOf(rule));
    const named = / file=([^\s\]]+)/.exec(rule.text)?.[1];
    const paths = named === undefined ? ['/var/run/nologin', '/run/nologin', '/etc/nologin'] : [named];
    return paths.map((path) => ({ path, always }));
  });
}

/** Whether limits.conf and limits.d count: not where pam_limits is told of a file of its own in each rule, or no rule asks it. */
export function asksUsualLimits(server: ServerView): boolean {
  const rules = stackOf(server);
  if (rules === null || rules.some(({ module }) => module === '')) return true;
  const asking = rules.filter(
    ({ phase, module }) => phase === 'session' && module.split('/').at(-1) === 'pam_limits.so',
  );
  return asking.some(({ text }) => !/\sconf=/.test(text));
}

/** Null: its first file was not read. */
function stackOf(server: ServerView): readonly Rule[] | null {
  // Of a service without a file PAM asks the rules of `other` (pam.conf(5)).
  const own = server.all('file:/etc/pam.d/sshd')[0];
  return rulesOf(server, own?.state === 'absent' ? '/etc/pam.d/other' : '/etc/pam.d/sshd', 0);
}

const phases = ['auth', 'account', 'session'] as const;

interface Rule {
  readonly phase: string;
  readonly control: string;
  readonly module: string;
  readonly text: string;
  readonly section: Section;
  readonly i: number;
}

/** The rules in the order in which they are asked; a file that was not read ends what is known. */
function rulesOf(server: ServerView, path: string, depth: number): readonly Rule[] | null {
  const section = server.whole(`file:${path}`);
  if (section === null || depth > 8) return null;
  const rules: Rule[] = [];
  for (const [i, text] of section.lines.entries()) {
    const [, whole] = /^\s*@include\s+(\S+)/.exec(text) ?? [];
    const [, phase = '', control = '', module = ''] =
      /^\s*-?(auth|account|session|password)\s+(\[[^\]]*\]|\S+)\s+(\S+)/i.exec(text) ?? [];
    const included = whole ?? (/^(?:include|substack)$/.test(control) ? module : undefined);
    if (included !== undefined) {
      const inner = rulesOf(server, included.startsWith('/') ? included : `/etc/pam.d/${included}`, depth + 1);
      // What stands there is not known; it may end the stack.
      const unknown: Rule = { phase, control: 'sufficient', module: '', text, section, i };
      const all = whole === undefined ? [unknown] : phases.map((one) => ({ ...unknown, phase: one }));
      rules.push(...(inner === null ? all : inner.filter((rule) => whole !== undefined || rule.phase === phase)));
    } else if (module !== '') {
      rules.push({ phase: phase.toLowerCase(), control: control.toLowerCase(), module, text: text.trim(), section, i });
    }
  }
  return rules;
}

/**
 * No rule before can end the stack in good order, or jump past this one. That a new password is wanted is no end of a login
 * whose password still holds.
 */
function isReached(stack: readonly Rule[], at: number, passwordHolds = false): boolean {
  return stack.slice(0, at).every(({ control }, i) => {
    const ends = passwordHolds ? /(?<!\bnew_authtok_reqd)=done\b/ : /=done\b/;
    if (control === 'sufficient' || ends.test(control)) return false;
    const jumps = [...control.matchAll(/=(\d+)/g)].map((jump) => Number(jump[1]));
    return jumps.every((jump) => i + jump < at);
  });
}

function denies({ module, text }: Rule, server: ServerView): boolean {
  const name = module.split('/').at(-1);
  // A hyphen before its phase is for a module that may lack.
  const wanted = !module.includes('/') && !text.startsWith('-');
  return (
    name === 'pam_deny.so' ||
    (name === 'pam_time.so' && outOfHours(server)) ||
    (name === 'pam_listfile.so' && hasOpenList(server, text)) ||
    (wanted && isLacking(server, module))
  );
}

/** pam_listfile.c: a list that everybody may write to, or that is no plain file, refuses everybody, whatever `onerr` says. */
function hasOpenList(server: ServerView, text: string): boolean {
  const named = /\sfile=([^\s\]]+)/.exec(text)?.[1];
  const section = server.all('pam.lists')[0];
  if (section === undefined || section.cut || section.damage !== null) return false;
  const list = listed(section).find(({ path }) => path === named);
  return list !== undefined && (list.type !== 'file' || (list.mode & 0o002) !== 0);
}

/** It was looked for where the modules of this system are, and is not among them. */
function isLacking(server: ServerView, module: string): boolean {
  const lines = server.whole('pam.modules')?.lines ?? [];
  return lines.some((line) => line.endsWith('/pam_unix.so')) && lines.includes(`${module}: not there`);
}

/** time.conf(5): `services;ttys;users;times`. The first rule that is understood and has no hour for this user now. */
function outOfHours(server: ServerView): boolean {
  const { user, now, zoneMs } = server;
  const section = server.whole('file:/etc/security/time.conf');
  if (section === null || user === null || now === null) return false;
  const local = new Date(now + zoneMs);
  return section.lines.some((line) => {
    const [services = '', ttys = '', users = '', times = ''] = line.replace(/#.*/, '').trim().split(';');
    if (!/^(?:sshd|\*)$/.test(services) || !/^(?:ssh|\*)$/.test(ttys) || (users !== user && users !== '*'))
      return false;
    return isHour(times, local) === false;
  });
}

const days = ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'];

/** `[!]DAYS HHMM-HHMM` without alternatives; null for what is more than that. */
function isHour(times: string, local: Date): boolean | null {
  const [, no, names = '', from = '', to = ''] = /^(!?)((?:[A-Z][a-z])+)(\d{4})-(\d{4})$/.exec(times.trim()) ?? [];
  const wanted = names.match(/../g) ?? [];
  if (wanted.length !== 1) return null;
  const today = local.getUTCDay();
  const weekend = today === 0 || today === 6;
  const [name = ''] = wanted;
  const day = name === 'Al' || (name === 'Wk' ? !weekend : name === 'Wd' ? weekend : days[today] === name);
  const minute = local.getUTCHours() * 100 + local.getUTCMinutes();
  // What goes over midnight belongs to two days.
  if (Number(from) >= Number(to)) return null;
  const inside = day && minute >= Number(from) && minute < Number(to);
  return no === '!' ? !inside : inside;
}
