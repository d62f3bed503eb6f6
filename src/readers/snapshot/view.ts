import type { Observation, ObservationKind, ObservationMap } from '../../model/observation.ts';
import type { Section, ServerView } from '../../model/part.ts';
import { isAddress } from '../../wire/address.ts';
import { hasCome } from './come.ts';
import type { Snapshot } from './format.ts';

/** Sections about the address that the collector was told. */
const aboutAsked = ['route.back', 'reverse', 'counted'];

/**
 * What the parts of a snapshot see of it. `evidence`: the id of the evidence that the snapshot is; `through`: the addresses of the hop that
 * connects in the client's place, and whoever the collector was told of is then another.
 */
export function viewOf(snapshot: Snapshot, evidence: string, through?: readonly string[]): ServerView {
  const about = snapshot.sections.find((s) => s.name === 'about');
  const asked = /^user=(\S*) from=(\S*) port=(\d+)$/.exec(about?.lines[3] ?? '');
  const zone = /^zone=([+-])(\d\d)(\d\d)$/.exec(about?.lines[4] ?? '');
  const now = Date.parse(about?.lines[0] ?? '');
  const port = Number(asked?.[3] ?? 22);
  const told = asked?.[2] || null;
  const hop = (through ?? []).filter(isAddress);
  const come = hop.filter((address) => hasCome(snapshot.sections, address, port));
  const from = through === undefined ? told : come.length === 1 ? (come[0] ?? null) : null;
  const sections =
    from === told ? snapshot.sections : snapshot.sections.filter(({ name }) => !aboutAsked.includes(name));
  return {
    root: about?.lines[2] === '0',
    user: asked?.[1] || null,
    from,
    asked: told,
    hop,
    port,
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
