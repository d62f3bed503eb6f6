import type { Fix } from '../../model/fix.ts';
import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { hidden } from './unit-hides.ts';
import { withheld } from './unit-rights.ts';

/** `systemctl show` of the units that may serve SSH, and what state the host is in. */
export const part: Part = {
  id: 'units',
  read: (server) => {
    const shown = server.all('unit:*').filter((s) => s.state === 'ran' && s.damage === null);
    const ids = shown.map((section) => propertiesOf(section).get('Id') ?? section.name);
    // A unit is shown again by each of its other names.
    const sections = shown.filter((_, i) => ids.indexOf(ids[i] ?? '') === i);
    const units = sections.flatMap((section): readonly Observation[] => {
      const property = propertiesOf(section);
      const load = property.get('LoadState');
      if (load === undefined) return [];
      const result = property.get('Result');
      const check = checkOf(section);
      const value = {
        unit: property.get('Id') ?? section.name.slice('unit:'.length),
        load,
        // A script of init.d that has come to its end: whether it has left a daemon behind systemd does not know.
        active: property.get('SubState') === 'exited' ? 'exited' : (property.get('ActiveState') ?? 'unknown'),
        ...(result === undefined ? {} : { result }),
        ...forbidden(property),
        ...hidden(property, server.whole('passwd')?.lines[0] ?? ''),
        ...withheld(property, server.port),
        ...(check === undefined ? {} : { check: check.text }),
        // Without a time it was never asked: the unit was not started since the boot.
        ...(property.get('ConditionTimestamp') ? { condition: property.get('ConditionResult') === 'yes' } : {}),
      };
      const at = check?.at ?? section.lines.findIndex((l) => l.startsWith('ActiveState='));
      const fact = server.fact('server.unit', value, section, at);
      return [check === undefined ? fact : { ...fact, cures: curesOf(value.unit) }];
    });
    const state = stateOf(server.whole('target'));
    return {
      covers: [
        ...(units.length > 0 || hasNoUnits(server) ? (['server.unit'] as const) : []),
        ...(state === null ? [] : (['server.state'] as const)),
      ],
      observations: [...units, ...(state === null ? [] : [stateFact(server, state)])],
    };
  },
};

/** Another init, or none as in a container: nobody keeps a unit there. Systemd's programs may lie there all the same (systemctl(1): offline). */
function hasNoUnits(server: ServerView): boolean {
  const asked = server.all('unit:*');
  const unasked = asked.length > 0 && asked.every(({ state }) => state === 'absent');
  const processes = server.root ? server.whole('processes') : null;
  if (processes?.status !== 0 || processes.lines.some((line) => /^\d+ systemd /.test(line))) return false;
  return unasked || server.whole('target')?.lines[0] === 'offline';
}

/** SystemCallFilter: a list of what is allowed or, behind `~`, of what is not. With an error number nobody is killed. */
function forbidden(property: ReadonlyMap<string, string>): { readonly forbids?: string } {
  const filter = property.get('SystemCallFilter') ?? '';
  if (filter === '' || !/^(?:0|2147483646|kill)?$/.test(property.get('SystemCallErrorNumber') ?? '')) return {};
  const denies = filter.startsWith('~');
  const listed = new Set(filter.replace(/^~/, '').split(/\s+/));
  // What the separation of privileges is made of (sshd.c, privsep_preauth_child).
  const forbids = ['chroot', 'setgroups', 'setresuid', 'setresgid'].find((call) => listed.has(call) === denies);
  return forbids === undefined ? {} : { forbids };
}

/**
 * The first ExecStartPre of another program that has failed, and that systemd does not ignore; else one that systemd waits for,
 * so that sshd is not started yet.
 */
function checkOf({ lines }: Section): { readonly text: string; readonly at: number } | undefined {
  const checks = lines.flatMap((line, at) => {
    const [, path = '', argv = '', rest = ''] =
      /^ExecStartPre=\{ path=(\S+) ; argv\[\]=(.*?) ; ignore_errors=no ; (.*)/.exec(line) ?? [];
    return path === '' || path.endsWith('/sshd') ? [] : [{ argv, rest, at }];
  });
  const failed = checks.flatMap(({ argv, rest, at }) => {
    const status = /code=exited ; status=([1-9]\d*)/.exec(rest)?.[1];
    return status === undefined ? [] : [{ text: `${argv}, exit status ${status}`, at }];
  });
  const waits = lines.includes('SubState=start-pre') ? checks.filter(({ rest }) => runs.test(rest)) : [];
  return [...failed, ...waits.map(({ argv, at }) => ({ text: `${argv}, which has not come to its end`, at }))][0];
}

/** What to do about such a command. */
function curesOf(unit: string): readonly Fix[] {
  return [
    {
      who: 'server',
      risk: 'none',
      say: 'systemd runs a command before sshd, and does not start sshd unless that ends well. Run it by hand and mend what it looks for, or take it out of the unit.',
      commands: [`systemctl cat ${unit}`, `journalctl -u ${unit} -n 20 --no-pager`],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'Then start sshd again.',
      commands: [`systemctl daemon-reload; systemctl reset-failed ${unit}; systemctl start ${unit}`],
    },
  ];
}

/** Begun, and not ended. */
const runs = /^start_time=\[(?!n\/a).*stop_time=\[n\/a\] ; pid=[1-9]/;

/** `Name=value` lines. */
export function propertiesOf({ lines }: Section): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const at = line.indexOf('=');
      return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );
}

/** systemctl is-system-running(1). What it does not say in one word it does not know. */
interface State {
  readonly section: Section;
  readonly value: { readonly is: 'running' | 'booting' | 'emergency'; readonly text: string };
}

/** Nothing may have failed: somebody has told the host to stop there at each start, systemd.special(7). */
function stateFact(server: ServerView, { section, value }: State): Observation {
  const fact = server.fact('server.state', value, section, 0);
  const target = server.whole('target.default')?.lines[0] ?? '';
  if (value.is !== 'emergency' || !/^(?:rescue|emergency)\.target$/.test(target)) return fact;
  const cure: Fix = {
    who: 'server',
    risk: 'restart',
    say: `At the console: ${target} is what this host starts into by default. Give it its usual target back, and go on to that.`,
    commands: ['systemctl set-default multi-user.target', 'systemctl isolate multi-user.target'],
    undo: [`systemctl set-default ${target}`],
  };
  return { ...fact, cures: [cure] };
}

function stateOf(section: Section | null): State | null {
  const text = section?.lines[0] ?? '';
  const is = /^(?:running|degraded)$/.test(text)
    ? 'running'
    : /^(?:initializing|starting)$/.test(text)
      ? 'booting'
      : text === 'maintenance'
        ? 'emergency'
        : null;
  return section === null || is === null ? null : { section, value: { is, text } };
}
