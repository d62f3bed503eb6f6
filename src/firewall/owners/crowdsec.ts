import type { Admission, Stop } from '../admit.ts';
import { bare, goalOf, type Owner, wordAfter } from '../owner.ts';

const chain = /^CROWDSEC(?:6?_(?:CHAIN|LOG|BLOCKED)|_.*)?$/;

export const owner: Owner = {
  id: 'crowdsec',
  own: ({ chain: name, text = '', table }, { client }) => {
    const set = /(?:--match-set |@)(crowdsec6?-blacklists[\w-]*)/.exec(text)?.[1];
    if (set === undefined && !chain.test(name) && !chain.test(goalOf(text)) && !/^crowdsec6?$/.test(table)) return null;
    const address = bare(wordAfter(text, '-s'));
    const setting = set === undefined ? 'a decision of its bouncer' : `a decision of its bouncer, set ${set}`;
    return { tool: 'CrowdSec', setting, command: `cscli decisions delete --ip ${address ?? client ?? 'ADDRESS'}` };
  },
  admit,
};

function admit({ place: { text = '' }, client }: Stop): readonly Admission[] {
  const set = /(?:--match-set |@)(crowdsec6?-blacklists[\w-]*)/.exec(text)?.[1];
  if (set === undefined || client === null) return [];
  return [
    {
      tool: 'CrowdSec',
      say: 'Delete the decision about this address.',
      commands: [`cscli decisions delete --ip ${client}`],
      lasting: [`cscli allowlists create own -d own; cscli allowlists add own ${client}`],
      undo: [`cscli decisions add --ip ${client}`],
      risk: 'The bouncer takes it off its list at its next round.',
      edit: { is: 'forget', set, element: client },
    },
  ];
}
