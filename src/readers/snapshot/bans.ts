import type { Observation } from '../../model/observation.ts';
import type { Part, Section, ServerView } from '../../model/part.ts';
import { sameNetwork } from '../../wire/address.ts';

/**
 * Lists of addresses that are turned away: jails of fail2ban-client(1), decisions of cscli(8), hosts.deny of
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

/** A line of hosts.deny that is for sshd, unless hosts.allow lets the client in before, or sshd is built without libwrap. */
function wrappers(server: ServerView, from: string): readonly Observation[] {
  const deny = server.whole('file:/etc/hosts.deny');
  const libraries = server.whole('sshd.libs')?.lines ?? [];
  const unwrapped = libraries.some((line) => line.includes('libc.so')) && !libraries.some((l) => l.includes('libwrap'));
  if (deny === null || unwrapped) return [];
  const allow = server.all('file:/etc/hosts.allow').find((section) => section.state === 'ran');
  if (allow?.lines.some((line) => clientIn(line, from) !== null) === true) return [];
  return deny.lines.flatMap((line, i) => {
    const entry = clientIn(line, from);
    return entry === null ? [] : [ban(server, 'hosts.deny', entry, deny, i)];
  });
}

/** `DAEMONS : CLIENTS [: …]`; EXCEPT and names of hosts are not understood, and so no match. */
function clientIn(line: string, from: string): string | null {
  const [, daemons = '', clients = ''] = /^\s*([^#:\s][^:]*?)\s*:\s*((?:\[[^\]]*\](?:\/\d+)?|[^:[])+)/.exec(line) ?? [];
  if (!daemons.split(/[\s,]+/).some((word) => word === 'sshd' || word === 'ALL')) return null;
  if (/\bEXCEPT\b/.test(`${daemons} ${clients}`)) return null;
  const match = clients.split(/[\s,]+/).find((word) => {
    const plain = word.replace(/[[\]]/g, '');
    if (plain === 'ALL') return true;
    return plain.endsWith('.') ? from.startsWith(plain) : plain !== '' && sameNetwork(from, withBits(plain));
  });
  return match ?? null;
}

/** `192.0.2.0/255.255.255.0`, as hosts_access(5) writes a network, with the length of its prefix. */
function withBits(network: string): string {
  const [, address = '', mask] = /^(.*)\/(\d+\.\d+\.\d+\.\d+)$/.exec(network) ?? [];
  if (mask === undefined) return network;
  const bits = mask
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? `${address}/${bits.lastIndexOf('1') + 1}` : network;
}
