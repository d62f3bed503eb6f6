import { bare, goalOf, type Owner, wordAfter } from '../owner.ts';

/** `f2b-sshd`; `fail2ban-ssh` before version 0.9. */
const chain = /^(?:f2b|fail2ban)-(.+)$/;

export const owner: Owner = {
  id: 'fail2ban',
  own: ({ chain: name, text = '', table }) => {
    const set = /--match-set (?:f2b|fail2ban)-(\S+)/.exec(text)?.[1] ?? /@addr6?-set-([\w-]+)/.exec(text)?.[1];
    const own = chain.exec(name)?.[1] ?? chain.exec(goalOf(text))?.[1];
    const jail = set?.replace(/6$/, '') ?? (table === 'f2b-table' ? undefined : own);
    if (jail === undefined) return table === 'f2b-table' ? told('a jail', 'JAIL', null) : null;
    return told(`jail ${jail}`, jail, bare(wordAfter(text, '-s')));
  },
};

function told(setting: string, jail: string, address: string | null): ReturnType<Owner['own']> {
  const banned = address === null ? setting : `${setting}, which has banned ${address}`;
  return { tool: 'fail2ban', setting: banned, command: `fail2ban-client set ${jail} unbanip ${address ?? 'ADDRESS'}` };
}
