/*
 * ssh itself, called once more with another port: who is let in there has found the server, and what was wrong before is the way to
 * the first port.
 */
import type { Observation } from '../../model/observation.ts';
import { factAt } from '../pasted.ts';
import { greeting } from '../ssh-log/session.ts';
import { clean } from '../ssh-log/text.ts';
import { targetIn } from '../typed-commands.ts';

const failed = [
  /^ssh: connect to host (\S+) port (\d+): /,
  /^debug1: Connecting to (\S+) (?:\[\S+\] )?port (\d+)\.?$/,
  /^Connection (?:closed|reset) by (\S+) port (\d+)$/,
];
/** What a server says only to who is in. */
const greeted = new RegExp(`${greeting.source}|^logged in as |^Last login: `);
/** How far below the call its answer stands. */
const reach = 4;

/** Places for the same users, by another way: providers of Git have such names. */
function isOf(host: string, first: string): boolean {
  return host === first || host === `ssh.${first}` || host === `altssh.${first}`;
}

export function letIn(id: string, lines: readonly string[]): readonly Observation[] {
  const cleaned = lines.map((line) => clean(line).slice(0, 1000));
  const found = cleaned.flatMap((line) => failed.flatMap((pattern) => [pattern.exec(line)?.slice(1, 3) ?? []]));
  const places = found.flatMap(([host, port]) => (host === undefined ? [] : [{ host, port: Number(port) }]));
  return cleaned.flatMap((line, i) => {
    const target = targetIn(line);
    const port = target?.port;
    if (target === null || port === undefined) return [];
    const apart = places.some((one) => isOf(target.host, one.host)) && places.every((one) => one.port !== port);
    const below = cleaned.slice(i + 1, i + 1 + reach);
    const next = below.findIndex((other) => targetIn(other) !== null);
    const at = (next < 0 ? below : below.slice(0, next)).findIndex((other) => greeted.test(other));
    return apart && at >= 0 ? [factAt(id, lines, i + 1 + at, 'ssh.elsewhere', { port })] : [];
  });
}
