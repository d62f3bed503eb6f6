import { bare, goalOf, type Owner, wordAfter } from '../owner.ts';

const chain = /^CROWDSEC(?:6?_(?:CHAIN|LOG|BLOCKED)|_.*)?$/;

export const owner: Owner = {
  id: 'crowdsec',
  own: ({ chain: name, text = '', table }) => {
    const set = /(?:--match-set |@)(crowdsec6?-blacklists[\w-]*)/.exec(text)?.[1];
    if (set === undefined && !chain.test(name) && !chain.test(goalOf(text)) && !/^crowdsec6?$/.test(table)) return null;
    const address = bare(wordAfter(text, '-s'));
    const setting = set === undefined ? 'a decision of its bouncer' : `a decision of its bouncer, set ${set}`;
    return { tool: 'CrowdSec', setting, command: `cscli decisions delete --ip ${address ?? 'ADDRESS'}` };
  },
};
