import type { Facts } from '../model/observation.ts';
import type { ReportChange } from '../model/report.ts';
import { printable } from '../model/text.ts';
import type { Assessment } from './assess.ts';
import { observed } from './facts.ts';

const most = 5;

/**
 * What changed lately at the server, where a cause is confirmed: first what the evidence of the cause speaks of, then the
 * youngest. That something changed is no proof, so no cause asks for it.
 */
export function changesOf(facts: Facts, roots: readonly Assessment[]): readonly ReportChange[] {
  if (roots.length === 0) return [];
  const words = roots
    .flatMap(({ because }) => because)
    .map(({ value, at }) => `${JSON.stringify(value)} ${at.quote ?? ''}`);
  const about = (name: string): boolean => words.some((text) => namesOf(name).some((one) => text.includes(one)));
  const all = observed(facts, 'server.change').map(({ value, at }) => ({
    ...value,
    place: at,
    about: about(value.name),
  }));
  const ranked = all.sort((a, b) => Number(b.about) - Number(a.about) || b.at - a.at || (a.name < b.name ? -1 : 1));
  return ranked.slice(0, most).map(({ what, name, at, about: isAbout, place }) => ({
    what,
    name: printable(name),
    at: new Date(at).toISOString(),
    about: isAbout,
    evidence: place.evidence,
    ...(place.line === undefined ? {} : { line: place.line }),
  }));
}

/** A drop-in belongs to its unit: `/etc/systemd/system/ssh.service.d/x.conf`. */
function namesOf(name: string): readonly string[] {
  const unit = /\/([\w@.-]+\.(?:service|socket|mount|target))(?:\.d\/[^/]+)?$/.exec(name)?.[1];
  return unit === undefined ? [name] : [name, unit];
}
