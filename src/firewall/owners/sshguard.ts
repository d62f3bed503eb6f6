import { type Admission, programOf, type Stop } from '../admit.ts';
import { bare, goalOf, type Owner, wordAfter } from '../owner.ts';

export const owner: Owner = {
  id: 'sshguard',
  own: ({ chain, text = '', table, family }, { client }) => {
    const who = client ?? 'ADDRESS';
    const set = /(?:--match-set |@)(sshguard[46]|attackers)/.exec(text)?.[1];
    const program = family === 'ip6' ? 'ip6tables' : 'iptables';
    if (table === 'sshguard')
      return told('its list of attackers', `nft delete element ${family} sshguard attackers '{ ${who} }'`);
    if (set !== undefined) return told(`the set ${set}`, `ipset del ${set} ${who}`);
    if (chain !== 'sshguard' && goalOf(text) !== 'sshguard') return null;
    const address = bare(wordAfter(text, '-s'));
    if (address === null) return told('the chain sshguard', `${program} -L sshguard -n --line-numbers`);
    return told(`its block of ${address}`, `${program} -D sshguard -s ${address} -j DROP`);
  },
  admit,
};

/** Takes this address off its list. */
function admit(stop: Stop): readonly Admission[] {
  const {
    place: { text = '', family, table },
    client,
  } = stop;
  const set = /(?:--match-set |@)(sshguard[46]|attackers)/.exec(text)?.[1];
  const own = bare(wordAfter(text, '-s')) === client;
  if (client === null || (!own && set === undefined)) return [];
  const program = programOf(stop);
  const list = `nft delete element ${family} ${table} ${set} '{ ${client} }'`;
  const rule = `sshguard -s ${client} -j DROP`;
  const command =
    set === undefined ? `${program} -D ${rule}` : set === 'attackers' ? list : `ipset del ${set} ${client}`;
  const undo =
    set === undefined
      ? `${program} -A ${rule}`
      : set === 'attackers'
        ? list.replace('delete', 'add')
        : `ipset add ${set} ${client}`;
  return [
    {
      tool: 'sshguard',
      say: 'Lift the block of this address.',
      commands: [command],
      lasting: [`echo ${client} >> /etc/sshguard/whitelist   # the file that WHITELIST_FILE names; then start it anew`],
      undo: [undo],
      risk: 'The next failed logins block it again.',
      edit: set === undefined ? { is: 'remove' } : { is: 'forget', set, element: client },
    },
  ];
}

function told(setting: string, command: string): ReturnType<Owner['own']> {
  return { tool: 'sshguard', setting, command };
}
