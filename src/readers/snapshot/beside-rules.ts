import { isRouting } from '../../firewall/routes.ts';
import type { RulesFile } from '../../firewall/sources.ts';
import type { Section } from '../../model/part.ts';

/** What `ip` and the kernel tell of the routes. The lists of the one family hold what those of the other need not. */
const routing = ['rules', 'routes', 'routes6', 'sysctl'];

/**
 * What a snapshot tells beside the rules of its packet filter: routes, and what the tools that make rules say of them. `name`:
 * of the snapshot, whose lines keep their numbers. What is not whole is left out: half a list of routes would mislead.
 */
export function besideRules(sections: readonly Section[], name: string): readonly RulesFile[] {
  const whole = sections.filter((one) => one.state === 'ran' && one.status === 0 && !one.cut && one.damage === null);
  const listed = routing.flatMap((of) => sections.filter((one) => one.name === of));
  const routes = listed.every((one) => whole.includes(one) || one.name === 'sysctl' || isSixth(one))
    ? listed.filter((one) => whole.includes(one))
    : [];
  return [
    ...routes.map((section) => fileOf(name, section, isRouting)),
    ...whole
      .filter((one) => one.command.startsWith('firewall-cmd ') || one.name.startsWith('file:'))
      .map((one) => ({ ...fileOf(name, one), as: one.name.startsWith('file:') ? one.name.slice(5) : one.command })),
  ];
}

/** A host without IPv6 has no such routes, and says so. */
function isSixth({ name, state, lines }: Section): boolean {
  return name === 'routes6' && state === 'ran' && lines.length === 0;
}

/** The lines of a section, each where it stands in the snapshot. */
export function fileOf(
  name: string,
  { lines, at }: Section,
  holds = (_line: string, _next?: string): boolean => true,
): RulesFile {
  const own = lines.map((line, i) => (holds(line, lines[i + 1]) ? line : ''));
  return { name, text: `${'\n'.repeat(at - 1)}${own.join('\n')}\n` };
}
