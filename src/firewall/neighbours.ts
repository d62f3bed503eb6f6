/*
 * What the machines on the link ask before anything of IPv6 can be sent (RFC 4861, section 7.2): to whoever gets no answer the
 * host is not there.
 */
import { inwards, outwards } from './connection.ts';
import { follow } from './follow.ts';
import type { Decision, Packet, Ruleset } from './model.ts';

const solicitation = 135;
const advertisement = 136;

/** The rule that certainly stops the question for this host's link address, or the answer. Null: none does. */
export function hiddenBy(rulesets: readonly Ruleset[], device: string | undefined): Decision | null {
  const asked = follow(rulesets, inwards, {
    ...message(solicitation),
    ...(device === undefined ? {} : { inBy: device }),
    outBy: null,
    toHere: true,
  });
  const answered = follow(rulesets, outwards, {
    ...message(advertisement),
    ...(device === undefined ? {} : { outBy: device }),
    inBy: null,
    fromHere: true,
  });
  return [asked, answered].find(({ action }) => action === 'drop' || action === 'reject') ?? null;
}

/** Connection tracking leaves these alone (nf_conntrack_icmpv6_error of Linux). */
function message(icmpType: number): Packet {
  return {
    family: 6,
    protocol: 'icmp',
    icmpType,
    from: '',
    fromPort: 0,
    to: '',
    toPort: 0,
    flags: [],
    state: 'untracked',
    mark: 0,
    length: 0,
    unknown: new Set(['from', 'to', 'length', 'original']),
  };
}

/** What the connection hinges on then. */
export const whetherFound =
  'whether its neighbours find this host all the same: what they ask for its link address (ICMPv6 types 135 and 136) does not pass';
