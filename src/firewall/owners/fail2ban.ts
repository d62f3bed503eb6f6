import type { Admission, Stop } from '../admit.ts';
import { bare, goalOf, type Owner, type Place, type Told, wordAfter } from '../owner.ts';
import { ofUser, rowOf } from './ufw/wish.ts';

/** `f2b-sshd`; `fail2ban-ssh` before version 0.9. */
const chain = /^(?:f2b|fail2ban)-(.+)$/;

export const owner: Owner = {
  id: 'fail2ban',
  own: (place, { client, told: listed, path = [] }) => {
    const { chain: name, text = '', table } = place;
    const through = jailOfUfw(place, listed, path);
    if (through !== null)
      return told(`jail ${through}, by a rule of ufw`, through, bare(wordAfter(text, '-s')), client);
    const set = /--match-set (?:f2b|fail2ban)-(\S+)/.exec(text)?.[1] ?? /@addr6?-set-([\w-]+)/.exec(text)?.[1];
    const own = chain.exec(name)?.[1] ?? chain.exec(goalOf(text))?.[1];
    const jail = set?.replace(/6$/, '') ?? (table === 'f2b-table' ? undefined : own);
    if (jail === undefined) return table === 'f2b-table' ? told('a jail', 'JAIL', null) : null;
    return told(`jail ${jail}`, jail, bare(wordAfter(text, '-s')), client);
  },
  admit,
};

/** The jail that had ufw make the rule, as its comment tells (action.d/ufw.conf). */
function jailOfUfw(place: Place, listed: Told, path: readonly Place[]): string | null {
  if (!/^ufw6?-user-/.test(place.chain)) return null;
  const comment = rowOf(ofUser(place, path), listed)?.comment ?? '';
  return /^by Fail2Ban after \d+ attempts against ([\w.-]+)$/.exec(comment)?.[1] ?? null;
}

/** Lifts the ban, when it is of this address alone: by a rule of its own, or by an element of a set. */
function admit({ place, client, told: listed }: Stop): readonly Admission[] {
  const { chain: name, text = '' } = place;
  const set = /--match-set (\S+)/.exec(text)?.[1] ?? /@(addr6?-set-[\w-]+)/.exec(text)?.[1];
  const own = set === undefined ? chain.exec(name) : /^(?:f2b|fail2ban|addr6?-set)-(.+)$/.exec(set);
  const jail = jailOfUfw(place, listed, []) ?? own?.[1] ?? '';
  const alone = bare(wordAfter(text, '-s')) === client;
  if (client === null || (!alone && set === undefined) || !/^[\w.-]+$/.test(jail)) return [];
  const plain = set !== undefined && jail.endsWith('6') && client.includes(':') ? jail.slice(0, -1) : jail;
  return [
    {
      tool: 'fail2ban',
      say: `Lift the ban of jail ${plain}.`,
      commands: [`fail2ban-client set ${plain} unbanip ${client}`],
      lasting: [`fail2ban-client set ${plain} addignoreip ${client}   # ignoreip in the jail keeps it for good`],
      undo: [`fail2ban-client set ${plain} banip ${client}`],
      risk: 'The next failed logins ban it again.',
      edit: set === undefined ? { is: 'remove' } : { is: 'forget', set, element: client },
    },
  ];
}

function told(
  setting: string,
  jail: string,
  address: string | null,
  client: string | null = null,
): ReturnType<Owner['own']> {
  const banned = address === null ? setting : `${setting}, which has banned ${address}`;
  const who = address ?? client ?? 'ADDRESS';
  return { tool: 'fail2ban', setting: banned, command: `fail2ban-client set ${jail} unbanip ${who}` };
}
