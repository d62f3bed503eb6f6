import type { Observation, ObservationKind, ObservationMap } from '../../model/observation.ts';
import type { Section, ServerView } from '../../model/part.ts';
import type { Snapshot } from './format.ts';

/** What the parts of a snapshot see of it. `evidence`: the id of the evidence that the snapshot is. */
export function viewOf({ sections }: Snapshot, evidence: string): ServerView {
  const about = sections.find((s) => s.name === 'about');
  const asked = /^user=(\S*) from=(\S*) port=(\d+)$/.exec(about?.lines[3] ?? '');
  const zone = /^zone=([+-])(\d\d)(\d\d)$/.exec(about?.lines[4] ?? '');
  const now = Date.parse(about?.lines[0] ?? '');
  return {
    root: about?.lines[2] === '0',
    user: asked?.[1] || null,
    from: asked?.[2] || null,
    port: Number(asked?.[3] ?? 22),
    now: Number.isNaN(now) ? null : now,
    zoneMs: zone === null ? 0 : (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3])) * 60_000,
    whole: (name) => sections.find((s) => s.name === name && s.state === 'ran' && !s.cut && s.damage === null) ?? null,
    all: (name) =>
      sections.filter((s) => (name.endsWith('*') ? s.name.startsWith(name.slice(0, -1)) : s.name === name)),
    fact: <K extends ObservationKind>(kind: K, value: ObservationMap[K], section: Section, i?: number): Observation => {
      const line = i === undefined ? section.at - 1 : section.at + i;
      const quote = i === undefined ? section.command : (section.lines[i] ?? '');
      return { kind, value, at: { evidence, line, quote } } as Observation;
    },
  };
}
