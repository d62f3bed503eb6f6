import type { ObservationKind } from '../../model/observation.ts';
import { type Stage, stages } from '../../model/stage.ts';
import { isMultiplexed } from './client.ts';
import { keysAreTold } from './keys.ts';
import { entry, type Log, reached } from './log.ts';

/** What a verbose log shows if it comes about, by the stage in which it does. */
const shown: Readonly<Record<Stage, readonly ObservationKind[]>> = {
  config: ['config.error', 'proxy.used', 'proxy.helper', 'control.socket'],
  name: ['name.lookup'],
  route: [],
  tcp: ['tcp.connect'],
  identification: ['identification.line', 'identification.version', 'identification.end'],
  kex: ['kex.mismatch', 'kex.end'],
  hostkey: ['hostkey.check'],
  auth: ['auth.method', 'auth.key', 'auth.end', 'auth.banner', 'client.key'],
  session: ['session.end', 'session.refused', 'session.restriction'],
};

/** What was looked at. A message without -v proves what it says and nothing of what it does not say. */
export function coverage(log: Log): readonly ObservationKind[] {
  if (!log.verbose) return [];
  if (isMultiplexed(log)) return ['config.error', 'control.socket'];
  const from = log.fromStart ? 0 : entry(log, 'tcp') === undefined ? -1 : stages.indexOf('tcp');
  if (from < 0) return [];
  const farthest = stages.indexOf(reached(log) ?? 'config');
  const whole = log.complete || log.cut;
  // A stage that was never reached up to the host key is known not to have come about; of a later one nothing is known.
  const to = whole ? Math.max(farthest, stages.indexOf('hostkey')) : farthest - 1;
  const told = keysAreTold(log);
  const kinds = stages
    .slice(from, to + 1)
    .flatMap((stage) => shown[stage])
    .filter((kind) => told || kind !== 'auth.key');
  const timed = farthest >= stages.indexOf('auth') && log.lines.some((line) => line.ms !== undefined);
  // It is said from -vv on.
  const detailed = to >= stages.indexOf('session') && log.lines.some((line) => line.level > 1);
  const later: ObservationKind[] = [
    ...(detailed ? (['session.accepted'] as const) : []),
    ...(timed && to >= farthest ? (['auth.pause'] as const) : []),
    ...(whole ? (['disconnect'] as const) : []),
  ];
  return [...kinds, ...later];
}
