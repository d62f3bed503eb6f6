import type { Locator } from '../model/evidence.ts';
import type { Facts, Observation, ObservationKind, ObservationMap } from '../model/observation.ts';
import { type Stage, type Symptom, stages, type What } from '../model/stage.ts';
import { isAddress, sameNetwork, scopeOf } from '../wire/address.ts';
import { heldOpen, joined, takenElsewhere } from './both-ends.ts';
import { damaged } from './damage.ts';
import { connectByAddress, type Ending, endings } from './endings.ts';
import { derived, observed } from './facts.ts';
import { hopOf } from './hop.ts';
import { lookedUp, signed } from './keys.ts';
import { withoutOthers, withoutOvertaken } from './others.ts';

/** The kinds that are made here. */
export const derivedKinds: readonly ObservationKind[] = [
  'symptom',
  'stage',
  'host.alive',
  'attempts.rate',
  'addresses.differ',
  'connection.logged',
];

/**
 * A jump host makes the connection. What the client's own name servers say is nothing to it, and what the server was asked
 * about an address that is not the hop's, unless it holds for anybody.
 */
function ofThisWay(facts: Facts): Facts {
  const hop = hopOf(facts);
  if (hop === null) return facts;
  const asked: readonly ObservationKind[] = [
    'firewall.decision',
    'server.route',
    'server.way',
    'server.ban',
    'server.banned',
    'server.half-open',
  ];
  const jumps = observed(facts, 'proxy.used').some((o) => o.value.by === 'jump');
  const own: readonly ObservationKind[] = jumps ? ['name.server', 'name.differs'] : [];
  const another = observed(facts, 'server.client').some((o) => !hop.includes(o.value.address));
  const aside = [...own, ...(another ? asked : [])];
  const anybody = (o: Observation): boolean => o.kind === 'firewall.decision' && o.value.anybody === true;
  return {
    covered: new Set([...facts.covered].filter((kind) => !aside.includes(kind))),
    observations: facts.observations.filter((o) => !aside.includes(o.kind) || anybody(o)),
  };
}

/** Adds the facts that follow from the others. Pure: the same facts give the same derived facts. */
export function derive(all: Facts): Facts {
  const facts = withoutOvertaken(withoutOthers(ofThisWay(all)));
  const ladder = withAttempts(endings(facts), facts);
  const failing = stages.find((stage) => ladder[stage].is === 'fail');
  const open = failing === undefined ? openEnds(ladder, facts) : [];
  const where = sharedStage(open, facts);
  const observations: Observation[] = [
    ...facts.observations,
    ...symptomOf(ladder, failing),
    ...open,
    ...(where === null
      ? stagesOf(ladder, failing, earliestOf(open))
      : stagesOf({ ...ladder, [where.stage]: where.ending }, where.stage)),
    ...signsOfLife(facts),
    ...rateOf(facts),
    ...differences(facts),
    ...lookedUp(facts),
    ...signed(facts),
    ...joined(facts),
    ...heldOpen(facts),
    ...takenElsewhere(facts),
    ...addressed(facts),
    ...owners(facts),
    ...damaged(facts),
  ];
  const covered = new Set(facts.covered);
  if (facts.covered.has('server.keys') && facts.covered.has('auth.key')) covered.add('auth.listed');
  if (facts.covered.has('server.authority') && facts.covered.has('client.certificate'))
    covered.add('certificate.authority');
  if (facts.covered.has('server.hostkey') && facts.covered.has('hostkey.check')) covered.add('hostkey.owner');
  if (facts.covered.has('server.interface') && facts.covered.has('tcp.connect')) covered.add('server.addressed');
  const cut = observed(facts, 'connection.end').some((o) => o.value.cut);
  const settled =
    failing !== undefined || ladder.session.is === 'pass' || (open.length > 0 ? !cut : endedBeforeLogin(facts));
  for (const kind of derivedKinds) if (kind !== 'symptom' || settled) covered.add(kind);
  return { covered, observations };
}

/** An attempt that worked says nothing of the others: where most of those that failed stop, it stops. */
function withAttempts(ladder: Record<Stage, Ending>, facts: Facts): Record<Stage, Ending> {
  if (stages.some((stage) => ladder[stage].is === 'fail')) return ladder;
  const failures = observed(facts, 'attempt').filter((o) => !o.value.ok && o.value.symptom !== undefined);
  const often = (o: (typeof failures)[number]): number =>
    failures.filter((x) => x.value.symptom === o.value.symptom).length;
  const most = failures.reduce((best, o) => (best === undefined || often(o) > often(best) ? o : best), failures[0]);
  if (most?.value.symptom === undefined) return ladder;
  const [stage, what] = most.value.symptom.split('.') as [Stage, What];
  return { ...ladder, [stage]: { is: 'fail', what, at: most.at } };
}

/** The attempt came to an end of its own without a login, and that end is no failure (endings.ts). */
function endedBeforeLogin(facts: Facts): boolean {
  return observed(facts, 'auth.end').some((o) => ['denied', 'partial', 'not-tried'].includes(o.value.how));
}

function symptomOf(ladder: Record<Stage, Ending>, failing: Stage | undefined): readonly Observation[] {
  if (failing === undefined) return [];
  const ending = ladder[failing];
  if (ending.is !== 'fail') return [];
  return [derived('symptom', { is: `${failing}.${ending.what}` as Symptom, stage: failing }, ending.at)];
}

/** The text tells that it ended and not where: one symptom for each way that is left, and none of them is sure. */
function openEnds(ladder: Record<Stage, Ending>, facts: Facts): readonly Observation[] {
  const end = observed(facts, 'connection.end')[0];
  if (end === undefined) return [];
  const passed = stages.findLastIndex((stage) => ladder[stage].is === 'pass');
  return end.value.may.flatMap((is) => {
    const stage = is.split('.')[0] as Stage;
    return stages.indexOf(stage) > passed ? [derived('symptom', { is, stage, sure: false }, end.at)] : [];
  });
}

/** All the ways that are left are ways to stop at one stage. */
function sharedStage(open: readonly Observation[], facts: Facts): { stage: Stage; ending: Ending } | null {
  const found = new Set(open.flatMap((o) => (o.kind === 'symptom' ? [o.value.stage] : [])));
  const [stage] = found;
  const at = open[0]?.at;
  if (found.size !== 1 || stage === undefined || at === undefined) return null;
  if (observed(facts, 'connection.end').some((o) => o.value.cut)) return { stage, ending: { is: 'unknown' } };
  return { stage, ending: { is: 'fail', what: 'failed', at } };
}

/** The first stage at which it may have ended: what lies before it was passed. */
function earliestOf(open: readonly Observation[]): number {
  const found = open.flatMap((o) => (o.kind === 'symptom' ? [stages.indexOf(o.value.stage)] : []));
  return found.length === 0 ? 0 : Math.min(...found);
}

/** What lies before a stage that was passed was passed too; what lies behind the failing one was not tried. */
function stagesOf(ladder: Record<Stage, Ending>, failing: Stage | undefined, earliest = 0): readonly Observation[] {
  const end = failing === undefined ? stages.length : stages.indexOf(failing);
  const lastPassed = stages.findLastIndex((s, i) => i < end && ladder[s].is === 'pass');
  return stages.map((stage, i) => {
    const own = ladder[stage];
    const status =
      i > end
        ? 'skip'
        : own.is !== 'unknown'
          ? own.is
          : i < Math.max(lastPassed, failing ? end : 0, earliest)
            ? 'pass'
            : 'unknown';
    return derived('stage', { stage, status }, 'at' in own ? own.at : { evidence: '' });
  });
}

/** An answer from the host itself, elsewhere than at the SSH port. */
function signsOfLife(facts: Facts): readonly Observation[] {
  const controls = observed(facts, 'tcp.control')
    .filter(
      (o) =>
        o.value.outcome === 'open' ||
        (o.value.outcome === 'refused' && o.value.answer !== 'icmp' && o.value.answer !== 'local'),
    )
    .map((o) =>
      derived('host.alive', { by: o.value.outcome === 'open' ? 'tcp-open' : 'tcp-refused', port: o.value.port }, o.at),
    );
  const echoes = observed(facts, 'path.loss')
    .filter((o) => o.value.lost < o.value.sent)
    .map((o) => derived('host.alive', { by: 'icmp-echo' }, o.at));
  const versions = observed(facts, 'identification.version').map((o) => derived('host.alive', { by: 'ssh' }, o.at));
  return [...controls, ...echoes, ...versions];
}

/** How many of the attempts failed: those of `--repeat`, else all that got as far as a TCP connection. */
function rateOf(facts: Facts): readonly Observation[] {
  const spaced = observed(facts, 'attempt');
  const waits = observed(facts, 'identification.end');
  const attempts = spaced.length > 0 ? spaced.map((o) => o.value.ok) : waits.map((o) => o.value.how === 'version');
  const at = (spaced[0] ?? waits[0])?.at;
  if (attempts.length < 2 || at === undefined) return [];
  const failures = attempts.filter((good) => !good).length;
  const share = failures === 0 ? 'none' : failures === attempts.length ? 'all' : 'some';
  const turns = turnsOf(spaced.map((o) => o.value));
  const every = everyOf(spaced.map((o) => o.value.ok));
  const rhythm = { ...(turns > 0 ? { turns } : {}), ...(every === null ? {} : { every }) };
  return [derived('attempts.rate', { tried: attempts.length, failed: failures, share, ...rhythm }, at)];
}

/** The steady distance between failures, when there are enough of them to tell it from chance. */
function everyOf(attempts: readonly boolean[]): number | null {
  const bad = attempts.flatMap((good, i) => (good ? [] : [i]));
  const [first, second] = bad;
  if (first === undefined || second === undefined || bad.length < 3) return null;
  const step = second - first;
  const last = bad.at(-1) ?? 0;
  const steady = bad.every((at, i) => at === first + i * step);
  return step > 1 && steady && first < step && attempts.length - last <= step ? step : null;
}

/** How often attempts at one address went over from working to failing or back; of several addresses the one with most. */
function turnsOf(attempts: readonly ObservationMap['attempt'][]): number {
  const addresses = [...new Set(attempts.map((a) => a.address))];
  const turns = addresses.map((address) => {
    const own = attempts.filter((a) => a.address === address);
    return own.filter((a, i) => i > 0 && own[i - 1]?.ok !== a.ok).length;
  });
  return Math.max(0, ...turns);
}

/** Addresses of which some answer at the SSH port and others do not. */
function differences(facts: Facts): readonly Observation[] {
  // A text may tell of two machines: only what a name leads to belongs together.
  const named = new Set(observed(facts, 'name.address').map((o) => o.value.address));
  const attempts = connectByAddress(facts).filter((o) => named.has(o.value.address));
  const live = attempts.filter((o) => o.value.outcome === 'open');
  const first = live[0];
  if (first === undefined) return [];
  return attempts
    .filter((o) => o.value.outcome !== 'open')
    .map((o) => {
      const dead: 0 | 4 | 6 = live.every((x) => x.value.family !== o.value.family) ? o.value.family : 0;
      const { address, outcome } = o.value;
      return derived(
        'addresses.differ',
        { dead, deadAddress: address, liveAddress: first.value.address, how: outcome },
        o.at,
      );
    });
}

/** Each address that was dialled or that DNS has, and the client's own, beside the addresses of the server's interfaces. */
function addressed(facts: Facts): readonly Observation[] {
  const own = observed(facts, 'server.interface').flatMap((o) => o.value.addresses.split(' '));
  if (own.length === 0) return [];
  const double = observed(facts, 'server.interface').flatMap((o) => o.value.taken?.split(' ') ?? []);
  const looked = observed(facts, 'name.lookup').map((o) => o.value.name?.toLowerCase());
  const names = observed(facts, 'server.name').map((o) => o.value.name.toLowerCase());
  const named = names.some((name) => looked.some((x) => x === name || firstLabel(x) === firstLabel(name)));
  const hops = observed(facts, 'server.route').flatMap((o) => / via (?:inet6 )?(\S+) /.exec(o.value.text)?.[1] ?? []);
  const ways = new Map(observed(facts, 'server.way').map(({ value: v }) => [v.from, v.state]));
  const fact = (by: AddressedBy, { value: { address }, at }: { value: { address: string }; at: Locator }) => {
    const itself = by === 'client' && scopeOf(address) === 'loopback';
    const has = itself || own.some((cidr) => cidr.split('/')[0] === address);
    const is = has ? 'own' : own.some((cidr) => sameNetwork(address, cidr)) ? 'near' : 'elsewhere';
    const gateway = hops.includes(address) ? ({ gateway: true } as const) : {};
    const state = ways.get(address);
    const way = state === undefined ? {} : { way: state };
    const taken = double.some((cidr) => cidr.split('/')[0] === address) ? ({ taken: true } as const) : {};
    return derived('server.addressed', { address, by, is, named, ...gateway, ...taken, ...way }, at);
  };
  const dns = observed(facts, 'name.address').filter((o) => o.value.source === 'dns');
  const dialled = connectByAddress(facts).filter((o) => isAddress(o.value.address));
  return [
    ...dialled.map((o) => fact('dialled', o)),
    ...dns.map((o) => fact('dns', o)),
    ...observed(facts, 'server.client').map((o) => fact('client', o)),
  ];
}

type AddressedBy = ObservationMap['server.addressed']['by'];

/** The host keys that the client was shown, looked up among the server's own. */
function owners(facts: Facts): readonly Observation[] {
  const own = observed(facts, 'server.hostkey').map((o) => o.value);
  return observed(facts, 'hostkey.check').flatMap(({ value: { fingerprint, type = '' }, at }) => {
    if (fingerprint === undefined || !fingerprint.startsWith('SHA256:')) return [];
    if (own.some((key) => key.fingerprint === fingerprint))
      return [derived('hostkey.owner', { is: 'own', fingerprint }, at)];
    const name = /^(?:ssh|ecdsa)-(?:sha2-)?(ed25519|rsa|dss)|^(ecdsa)-/.exec(type)?.slice(1).find(Boolean);
    const known = own.some((key) => key.type === (name === 'dss' ? 'DSA' : name?.toUpperCase()));
    return known ? [derived('hostkey.owner', { is: 'foreign', fingerprint }, at)] : [];
  });
}

const firstLabel = (name = ''): string => name.split('.')[0] ?? '';
