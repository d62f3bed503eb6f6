import type { RulesFile } from '../firewall/sources.ts';
import type { Section } from '../model/part.ts';
import { decodeBundle } from '../readers/bundle.ts';
import { isBundle } from '../readers/bundle-mark.ts';
import { besideRules, fileOf } from '../readers/snapshot/beside-rules.ts';
import { firstLine, parseSnapshot } from '../readers/snapshot/format.ts';
import { viewOf } from '../readers/snapshot/view.ts';
import { decoded } from './decoded.ts';
import { exit, Stop } from './exit.ts';

/** Sections that hold rules. What iptables-nft shows the usual name shows as well. */
const holding = ['ipset', 'nft', 'iptables-save', 'iptables-legacy-save', 'ip6tables-save', 'ip6tables-legacy-save'];

/** Texts of a bundle, or the one text that the bytes are. */
export function textsOf(name: string, bytes: Uint8Array): readonly RulesFile[] {
  if (!isBundle(bytes)) return [{ name, text: plainText(bytes) }];
  const bundle = decodeBundle(bytes);
  if (!bundle.ok) throw new Stop(exit.usage, `${name} is no bundle that can be read: ${bundle.error.text}.`);
  const texts = bundle.value.evidence.flatMap(({ kind, data }) =>
    kind === 'snapshot' && typeof data === 'string' ? [{ name, text: data }] : [],
  );
  if (texts.length === 0) throw new Stop(exit.usage, `The bundle ${name} holds no snapshot, and so no rules.`);
  return texts;
}

/** Colours left out. */
function plainText(bytes: Uint8Array): string {
  const text = decoded(bytes);
  return text.includes('\x1b') ? text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '') : text;
}

/** The rules in a snapshot, and what it tells beside them, each with the line that it has there; any other text as it is. */
export function rulesOf({ name, text }: RulesFile): readonly RulesFile[] {
  if (!text.split('\n', 200).some((line) => firstLine.test(line.trimEnd()))) return [{ name, text }];
  const snapshot = parseSnapshot(text);
  if (!viewOf(snapshot, name).root)
    throw new Stop(exit.usage, `${name} was not taken as root, who alone sees the rules: take it anew as root.`);
  const missing = holding.find((of) => snapshot.sections.every((one) => one.name !== of));
  if (missing !== undefined)
    throw new Stop(exit.usage, `The snapshot ${name} ends before its section ${missing}: take it anew.`);
  const files = holding.flatMap((of) => {
    const section = snapshot.sections.find((one) => one.name === of);
    return section === undefined || isEmpty(section) ? [] : [wholeFile(name, section)];
  });
  if (files.length === 0)
    throw new Stop(exit.usage, `The snapshot ${name} shows no rules at all: nothing is filtered there.`);
  return [...files, ...besideRules(snapshot.sections, name)];
}

/** The kernel has no such tables, or the tool is not there: what it would show is not. */
function isEmpty({ state, status, lines }: Section): boolean {
  return state === 'absent' || (state === 'ran' && (status !== 0 || lines.every((line) => line.trim() === '')));
}

function wholeFile(name: string, section: Section): RulesFile {
  const { state, cut, damage } = section;
  if (state !== 'ran' || cut || damage !== null)
    throw new Stop(
      exit.usage,
      `The section ${section.name} of ${name} is not whole, so what the rules do is not known.`,
    );
  return fileOf(name, section);
}
