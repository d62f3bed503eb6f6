import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { sameNetwork } from '../../wire/address.ts';
import { wrappers } from './wrappers.ts';

/**
 * Lists of addresses that are turned away: jails of fail2ban-client(1), decisions of cscli(8), the files of
 * hosts_access(5). Only an entry that holds the client's address, or that of the hop before the server, is a fact; a list of others' says nothing.
 */
export const part: Part = {
  id: 'bans',
  read: (server) => {
    const { from, hop } = server;
    // That a daemon has the hop on its list says something, whichever address it comes by in the end.
    const lists = (from === null ? hop : [from]).flatMap((one) => [...jails(server, one), ...decisions(server, one)]);
    return { covers: [], observations: [...lists, ...(from === null ? [] : wrappers(server, from))] };
  },
};

function ban(server: ServerView, by: string, address: string, section: Section, i: number): Observation {
  return server.fact('server.ban', { by, address }, section, i);
}

/** `- Banned IP list: ADDRESS …`, in one section for each jail. */
function jails(server: ServerView, from: string): readonly Observation[] {
  return server
    .all('fail2ban:*')
    .filter((section) => section.state === 'ran' && section.damage === null)
    .flatMap((section) =>
      section.lines.flatMap((line, i) => {
        const list = /Banned IP list:\s*(.*)$/.exec(line)?.[1]?.split(/\s+/) ?? [];
        const entry = list.find((one) => sameNetwork(from, one));
        return entry === undefined ? [] : [ban(server, section.name, entry, section, i)];
      }),
    );
}

/** CSV of cscli: id,source,scope:value,reason,action,country,as,events,expiration,simulated,alert. */
function decisions(server: ServerView, from: string): readonly Observation[] {
  const section = server.whole('crowdsec');
  if (section === null) return [];
  return section.lines.flatMap((line, i) => {
    const [, value = ''] = /^\d+,[^,]*,(?:Ip|Range):([^,]+),.*,(?:ban|drop),/i.exec(line) ?? [];
    return value !== '' && sameNetwork(from, value) ? [ban(server, 'crowdsec', value, section, i)] : [];
  });
}
