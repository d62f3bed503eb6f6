import type { Evidence } from '../../model/evidence.ts';
import type { Observation, ObservationKind, ObservationMap } from '../../model/observation.ts';
import type { Section, ServerView } from '../../model/part.ts';
import { isAddress } from '../../wire/address.ts';
import { comesOtherwise, hasCome, isTranslated } from './come.ts';
import type { Snapshot } from './format.ts';

/** Sections about the address that the collector was told. */
const aboutAsked = ['route.back', 'reverse', 'counted'];

/** Sections about the account that the collector was told. */
const aboutAccount =
  /^(?:passwd|id|shadow|chage|faillock|home|last|sshd-T-C|(?:account|rc)\..*|shell(?:\..*)?|(?:keys|prints|way|ca):.*)$/;

/** Sections of this name; with `*` behind it, of names that begin so. */
export function sectionsNamed(sections: readonly Section[], name: string): readonly Section[] {
  return sections.filter((s) => (name.endsWith('*') ? s.name.startsWith(name.slice(0, -1)) : s.name === name));
}

/** Whom and what the collector was told of. */
export function askedIn({ sections }: Snapshot): {
  readonly user: string | null;
  readonly from: string | null;
  readonly port: number;
} {
  const about = sections.find((s) => s.name === 'about');
  const [, user = '', from = '', port = '22'] = /^user=(\S*) from=(\S*) port=(\d+)$/.exec(about?.lines[3] ?? '') ?? [];
  return { user: user || null, from: from || null, port: Number(port) };
}

/**
 * What the parts of a snapshot see of it. `evidence`: the id of the evidence that the snapshot is; `through`: the addresses of the hop that
 * connects in the client's place, and whoever the collector was told of is then another; `login`: whom the client logs in as.
 */
export function viewOf(
  snapshot: Snapshot,
  evidence: string,
  { through, login }: Pick<Evidence, 'through' | 'login'> = {},
): ServerView {
  const about = snapshot.sections.find((s) => s.name === 'about');
  const asked = askedIn(snapshot);
  const { port, from: told } = asked;
  const zone = /^zone=([+-])(\d\d)(\d\d)$/.exec(about?.lines[4] ?? '');
  const now = Date.parse(about?.lines[0] ?? '');
  const zoneMs = zone === null ? 0 : (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3])) * 60_000;
  const other =
    told !== null &&
    (isTranslated(snapshot.sections, told, port) ||
      comesOtherwise(snapshot.sections, { address: told, port, user: asked.user }, { now, zoneMs }));
  const direct = other ? null : told;
  const hop = (through ?? []).filter(isAddress);
  const come = hop.filter((address) => hasCome(snapshot.sections, address, port));
  const from = through === undefined ? direct : come.length === 1 ? (come[0] ?? null) : null;
  const user = login === undefined || asked.user === null ? asked.user : login;
  const sections = snapshot.sections.filter(
    ({ name }) => (from === told || !aboutAsked.includes(name)) && (user === asked.user || !aboutAccount.test(name)),
  );
  return {
    root: about?.lines[2] === '0',
    user,
    from,
    tried: login !== undefined,
    asked: told,
    hop,
    port,
    now: Number.isNaN(now) ? null : now,
    zoneMs,
    whole: (name) => sections.find((s) => s.name === name && s.state === 'ran' && !s.cut && s.damage === null) ?? null,
    all: (name) => sectionsNamed(sections, name),
    fact: <K extends ObservationKind>(kind: K, value: ObservationMap[K], section: Section, i?: number): Observation => {
      const line = i === undefined ? section.at - 1 : section.at + i;
      const quote = i === undefined ? section.command : (section.lines[i] ?? '');
      return { kind, value, at: { evidence, line, quote } } as Observation;
    },
  };
}
