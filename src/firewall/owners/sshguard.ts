import { bare, goalOf, type Owner, wordAfter } from '../owner.ts';

export const owner: Owner = {
  id: 'sshguard',
  own: ({ chain, text = '', table, family }) => {
    const set = /(?:--match-set |@)(sshguard[46]|attackers)/.exec(text)?.[1];
    const program = family === 'ip6' ? 'ip6tables' : 'iptables';
    if (table === 'sshguard')
      return told('its list of attackers', `nft delete element ${family} sshguard attackers '{ ADDRESS }'`);
    if (set !== undefined) return told(`the set ${set}`, `ipset del ${set} ADDRESS`);
    if (chain !== 'sshguard' && goalOf(text) !== 'sshguard') return null;
    const address = bare(wordAfter(text, '-s'));
    if (address === null) return told('the chain sshguard', `${program} -L sshguard -n --line-numbers`);
    return told(`its block of ${address}`, `${program} -D sshguard -s ${address} -j DROP`);
  },
};

function told(setting: string, command: string): ReturnType<Owner['own']> {
  return { tool: 'sshguard', setting, command };
}
