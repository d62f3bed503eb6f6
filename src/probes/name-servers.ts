import { all, any, seen, stopsAt } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Observation, ObservationMap, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { isAddress, scopeOf } from '../wire/address.ts';
import { decodeAnswer, encodeQuery } from '../wire/dns.ts';
import { state } from './shared/state.ts';
import { pingIsOver, unreached } from './shared/when.ts';

type Answer = {
  readonly server: string;
  readonly type: 'A' | 'AAAA';
  readonly code: string;
  readonly addresses: readonly string[];
  /** It did not fit into a datagram, and nothing of it was sent (RFC 1035 §4.1.1: TC). */
  readonly cut?: true;
};
type Names = {
  readonly name: string;
  readonly system: readonly string[];
  /** Addresses of the name in the hosts file. */
  readonly hosts: readonly string[];
  readonly servers: readonly string[];
  readonly answers: readonly Answer[];
  /** Nothing else is asked for names on this system; absent: that was not looked at. */
  readonly alone?: boolean;
} | null;

/** Services of nsswitch.conf(5) that ask those servers, or none on a network; mdns_minimal is for names under .local. */
const local = /^(?:files|dns|myhostname|mymachines|mdns[46]?_minimal)$/;

/** A resolver that waits for a name server gives it seconds (resolv.conf(5): timeout). */
const slowMs = 900;

/** DNS and the hosts file by themselves, to compare with what the system's resolver makes of them. */
export const probe: Probe<Names> = {
  id: 'name-servers',
  title: 'the hosts file, and each name server by itself',
  vantage: 'client',
  stage: 'name',
  when: all(
    // Of a name that is not told nobody can be asked.
    any(seen('name.lookup', { source: 'system', name: /./ }), seen('name.address', { source: 'system' })),
    any(
      stopsAt('name', 'identification', 'hostkey'),
      all(unreached, pingIsOver),
      seen('name.lookup', { source: 'system', outcome: 'found', ms: { min: slowMs } }),
    ),
  ),
  settles: ['name.server', 'name.differs'],
  plan: (target) => [
    {
      to: "this machine's name servers",
      what: `one DNS question each for ${target.host}`,
      if: 'the name or the way to the host is in doubt',
    },
  ],
  run,
  read,
};

async function run({ on, target }: ProbeContext): Promise<Names> {
  if (isAddress(target.host) || on.os === 'win32') return null;
  const [resolv, hosts, services] = await Promise.all([
    on.readText('/etc/resolv.conf', 65536),
    on.readText('/etc/hosts', 1 << 20),
    on.readText('/etc/nsswitch.conf', 65536),
  ]);
  const servers = resolv.ok
    ? [...resolv.value.matchAll(/^\s*nameserver\s+(\S+)/gm)].flatMap((m) => m[1] ?? []).slice(0, 3)
    : [];
  const questions = servers.flatMap((server) => (['A', 'AAAA'] as const).map((type) => ({ server, type })));
  const answers = await Promise.all(
    questions.map(async ({ server, type }): Promise<Answer> => {
      const message = encodeQuery(target.host.length & 0xffff, target.host, type);
      if (message === null) return { server, type, code: 'invalid', addresses: [] };
      const answer = await on.datagram(server, 53, message, 1500);
      if (!answer.ok) return { server, type, code: answer.error.code, addresses: [] };
      const decoded = decodeAnswer(answer.value);
      if (!decoded.ok) return { server, type, code: 'invalid', addresses: [] };
      const { code, addresses, truncated } = decoded.value;
      return { server, type, code, addresses, ...(truncated && addresses.length === 0 ? { cut: true as const } : {}) };
    }),
  );
  return {
    name: target.host,
    system: target.addresses,
    hosts: hosts.ok ? inHosts(hosts.value, target.host) : [],
    servers,
    answers,
    alone: on.os === 'linux' && services.ok && asksNoOther(services.value),
  };
}

/** Whether `hosts` of nsswitch.conf(5) has no other service; false where nothing is said of it. */
export function asksNoOther(nsswitch: string): boolean {
  const listed = /^[ \t]*hosts:([^#\n]*)/m
    .exec(nsswitch)?.[1]
    ?.replace(/\[[^\]]*\]/g, ' ')
    .trim();
  return listed !== undefined && listed !== '' && listed.split(/\s+/).every((service) => local.test(service));
}

function inHosts(text: string, name: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    return address !== undefined && names.some((n) => n.toLowerCase() === name.toLowerCase()) ? [address] : [];
  });
}

const states: Readonly<Record<string, ObservationMap['name.server']['state']>> = {
  NOERROR: 'answers',
  // Whoever asks has to come again over TCP.
  'NOERROR, cut off': 'cut',
  NXDOMAIN: 'nxdomain',
  SERVFAIL: 'servfail',
  REFUSED: 'refused',
  timeout: 'silent',
  ECONNREFUSED: 'closed',
};

function read(result: Names, evidence: Evidence): Reading {
  if (result === null) return { covers: [], observations: [] };
  const { system, hosts, servers, answers, alone } = result;
  const observations: Observation[] = servers.flatMap((server, i) => {
    const own = answers.filter((a) => a.server === server);
    const codes = own.map((a) => (a.cut === true ? `${a.code}, cut off` : a.code));
    const silent = own.filter((a) => a.code === 'timeout');
    const known = codes.map((code) => states[code]).find((s) => s !== undefined);
    if (known === undefined) return [];
    const mute = silent.length === 1 && own.length === 2 ? silent[0]?.type : undefined;
    const more = {
      ...(i === 0 ? ({ first: true } as const) : {}),
      ...(mute === undefined ? {} : { mute }),
      ...(alone === true ? ({ alone } as const) : {}),
    };
    const spoken = known === 'silent' && mute !== undefined ? codes.find((code) => code !== 'timeout') : undefined;
    const value = { server, state: (spoken === undefined ? undefined : states[spoken]) ?? known, ...more };
    return [state('name.server', value, evidence, `${server}: ${codes.join(', ')}`)];
  });
  const dns = [...new Set(answers.flatMap((a) => a.addresses))];
  const address =
    (source: 'dns' | 'hosts-file') =>
    (a: string): Observation =>
      state('name.address', { address: a, family: a.includes(':') ? 6 : 4, scope: scopeOf(a), source }, evidence);
  observations.push(...dns.map(address('dns')), ...hosts.map(address('hosts-file')));
  const differs = dns.length > 0 && system.length > 0 && !system.some((a) => dns.includes(a));
  if (differs) {
    const because = hosts.some((h) => system.includes(h)) ? 'hosts-file' : 'unknown';
    const value = { system: system.join(', '), dns: dns.join(', '), because } as const;
    observations.push(state('name.differs', value, evidence, `here ${value.system}, DNS ${value.dns}`));
  }
  return { covers: ['name.server', 'name.differs'], observations };
}
