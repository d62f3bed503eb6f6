import type { Part } from '../../model/part.ts';
import { filtersOf } from './filters.ts';

const resets = /\breject with tcp reset\b|--reject-with tcp-reset\b|\bqueue\b|\bNFQUEUE\b|\b(?:TARPIT|DELUDE|CHAOS)\b/;
const translates =
  /\b(?:dnat|redirect|tproxy|synproxy|queue|DNAT|REDIRECT|TPROXY|SYNPROXY|NFQUEUE|TARPIT|DELUDE|CHAOS)\b|\bdup to\b/;

/** What the rules of the server can do at all, to whatever packet. */
export const part: Part = {
  id: 'rules-can',
  read: (server) => {
    const sections = [...new Set(filtersOf(server)?.sectionOf.values() ?? [])];
    const [first] = sections;
    if (first === undefined) return { covers: [], observations: [] };
    const some = (pattern: RegExp): boolean => sections.some(({ lines }) => lines.some((line) => pattern.test(line)));
    const value = { reset: some(resets), translate: some(translates) };
    return { covers: [], observations: [server.fact('server.rules', value, first)] };
  },
};
