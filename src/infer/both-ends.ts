import type { Facts, Observation } from '../model/observation.ts';
import { derived, observed } from './facts.ts';

/* What the two ends together know of one connection. */

/** The lines of the server's log that name the source port of a connection of ours: those are about it, and no other. */
export function joined(facts: Facts): readonly Observation[] {
  const sources = observed(facts, 'tcp.source');
  if (sources.length === 0) return [];
  const resets = resetOf(facts);
  // On a busy server a stranger has the same port by chance.
  const clients = observed(facts, 'server.client').map((o) => o.value.address);
  const isOurs = (message: string): boolean => clients.length === 0 || clients.some((one) => names(message, one));
  return [...observed(facts, 'sshd.log'), ...observed(facts, 'server.log')].flatMap(({ value: { message }, at }) => {
    const named = portIn(message);
    const source = sources.find((o) => o.value.port === named);
    if (source === undefined || !isOurs(message)) return [];
    const { port } = source.value;
    return [
      derived('connection.logged', { port, message, ...(resets.has(source.at.evidence) ? { reset: true } : {}) }, at),
    ];
  });
}

/** The evidence of connections whose end here was reset. */
function resetOf(facts: Facts): ReadonlySet<string> {
  const ends = [...observed(facts, 'identification.end'), ...observed(facts, 'kex.end')];
  return new Set(ends.filter((o) => o.value.how === 'reset').map((o) => o.at.evidence));
}

/** The server's own rules cannot do this: all of them were read. */
const never = (facts: Facts, what: 'reset' | 'translate'): boolean => {
  const rules = observed(facts, 'server.rules');
  return rules.length > 0 && rules.every((o) => !o.value[what]);
};

/** Connections that were reset here and are established there. */
export function heldOpen(facts: Facts): readonly Observation[] {
  if (!never(facts, 'reset')) return [];
  const resets = resetOf(facts);
  const own = observed(facts, 'tcp.source').filter((o) => resets.has(o.at.evidence));
  return observed(facts, 'server.connection')
    .filter((o) => own.some((source) => source.value.port === o.value.port))
    .map((o) => derived('connection.held', { port: o.value.port }, o.at));
}

/** Connections to other ports of an address of the server that came about, where it has no socket for them. */
export function takenElsewhere(facts: Facts): readonly Observation[] {
  if (!facts.covered.has('server.listener') || !never(facts, 'translate')) return [];
  const own = new Set(
    observed(facts, 'server.interface').flatMap((o) => o.value.addresses.split(' ').map((cidr) => cidr.split('/')[0])),
  );
  const ports = new Set(observed(facts, 'server.listener').map((o) => o.value.port));
  return observed(facts, 'tcp.control')
    .filter(({ value }) => value.outcome === 'open' && own.has(value.address) && !ports.has(value.port))
    .map(({ value: { port, unused }, at }) => derived('connection.taken', { port, unused }, at));
}

/** As a whole word: 192.0.2.1 is not in 192.0.2.10. */
function names(message: string, address: string): boolean {
  return message.split(/[\s[\]<>,;()=]+/).some((word) => word === address || word.startsWith(`${address}:`));
}

/** `from ADDRESS port N`, `by USER ADDRESS port N`, `from [ADDRESS]:N on …`, `from <ADDRESS:N>`: the client's comes first. */
function portIn(message: string): number | null {
  const port = /(?: port |from \[[^\]]{1,64}\]:|from <?[\d.]{7,15}:)(\d{1,5})\b/.exec(message)?.[1];
  return port === undefined || /^(?:Server listening on|Bind to port)/.test(message) ? null : Number(port);
}
