import type { Facts, Observation, ObservationKind, ObservationMap } from '../model/observation.ts';
import type { Finding } from '../model/report.ts';
import { printable } from '../model/text.ts';
import { observed } from './facts.ts';

type Said = { readonly say: string; readonly therefore?: string } | null;
type Describe = { readonly [K in ObservationKind]?: (value: ObservationMap[K], facts: Facts) => Said };

const ms = (value: number | undefined): string =>
  value === undefined
    ? ''
    : value < 10
      ? ` in ${value.toFixed(1)} ms`
      : value < 1000
        ? ` in ${Math.round(value)} ms`
        : ` in ${(value / 1000).toFixed(1)} s`;

const answers = { rst: ' (RST)', icmp: ' (ICMP)', local: ' by this machine itself', nobody: '' } as const;

/** What a person wants to see of the evidence, kind by kind, in the order of the wire. */
const describe: Describe = {
  'config.error': (v) => ({
    say: `${v.file === undefined ? '' : `${v.file}${v.line === undefined ? '' : `:${v.line}`}  `}${v.text}`,
  }),
  'client.key': (v) => ({ say: `key ${v.path}: ${v.state}${v.named ? ', and you named it' : ''}` }),
  'hop.failed': (v) => ({ say: `the hop ${v.hop} fails at ${v.stage}: ${v.summary}` }),
  'proxy.helper': (v) => {
    const ended = v.state === 'exited' && v.status !== undefined ? `exited with status ${v.status}` : v.state;
    const dialled = v.dials === false ? ', and it has dialled nobody' : '';
    return v.state === 'running' && dialled === '' ? null : { say: `the helper: ${v.text ?? ended}${dialled}` };
  },
  'control.socket': (v) =>
    ['hung', 'denied', 'foreign', 'unmakeable'].includes(v.state)
      ? { say: `control socket ${v.path}: ${v.state}` }
      : null,
  'hop.socket': (v) => ({ say: `control socket ${v.path} of the jump host ${v.hop}: ${v.state}` }),
  'name.lookup': (v) =>
    v.outcome === 'found'
      ? null
      : { say: `${v.source} look-up: ${v.outcome}${v.code === undefined ? '' : ` (${v.code})`}` },
  'name.differs': (v) => ({ say: `this machine resolves it to ${v.system}, DNS to ${v.dns}` }),
  'name.server': (v, facts) =>
    v.state === 'answers' || !stopsAtName(facts) ? null : { say: `name server ${v.server}: ${v.state}` },
  'name.address': (v) => describeScope(v),
  'route.lookup': (v) => (v.state === 'found' ? null : { say: `route to ${v.address}: ${v.state}` }),
  'route.neighbour': (v) =>
    v.state === 'failed' || v.state === 'incomplete' ? { say: `neighbour ${v.address}: no answer (${v.state})` } : null,
  'route.holders': (v) =>
    v.holders < 2
      ? null
      : {
          say: `${v.holders} hardware addresses answer for ${v.address}: ${v.hardware}`,
          therefore: 'two machines have it, or one with several cards answers by each',
        },
  'client.rule': (v) => ({ say: `this machine's own firewall: ${v.text}` }),
  'tcp.connect': (v, facts) => describeConnect(v, facts),
  'tcp.control': (v, facts) => describeControl(v, facts),
  'tcp.scan': (v) => ({ say: `a scan over IPv${v.family}: port ${v.port} ${v.state}` }),
  'server.answer': (v) => ({ say: `on the server the SYN came in by ${v.came}, and its answer left by ${v.went}` }),
  'server.half-open': ({ connections: n }) => ({
    say: `on the server ${n} ${n === 1 ? 'connection waits' : 'connections wait'} for the client's answer to its SYN-ACK`,
    therefore: 'your packets arrive there',
  }),
  'server.arrivals': ({ packets: n }) =>
    n === 0
      ? {
          say: 'tcpdump on the server saw not one of your packets',
          therefore: 'they are stopped before they get there',
        }
      : { say: 'tcpdump on the server saw your packets come in', therefore: 'nothing in front of it stops them' },
  'server.unacknowledged': (v) =>
    v.retransmissions === 0
      ? null
      : { say: `${v.octets} bytes of the server, sent ${v.retransmissions + 1} times, were never acknowledged` },
  'client.remedy': (v) => ({ say: `with ${v.keyword} ${v.value} it works, as somebody says` }),
  'ssh.elsewhere': (v) => ({
    say: v.version === undefined ? `ssh gets in by port ${v.port}` : `port ${v.port} answers as ${v.version}`,
    therefore: 'an SSH server is there',
  }),
  'tcp.too-short': (v) => ({
    say: `your ConnectTimeout is ${v.limitMs / 1000} s, the path needed ${(v.neededMs / 1000).toFixed(1)} s`,
  }),
  'path.loss': (v) => ({
    say: v.lost === 0 ? `${v.sent} pings answered` : `${v.lost} of ${v.sent} pings lost`,
    ...(v.lost < v.sent ? { therefore: 'so the host is up and routed' } : {}),
  }),
  'path.icmp': (v) => ({ say: `${v.from} says: ${v.code.replaceAll('-', ' ')}` }),
  'path.mtu': (v) =>
    v.state === 'full'
      ? null
      : {
          say: `packets above ${v.largest} bytes do not arrive`,
          therefore: `this machine believes that ${v.interface} pass`,
        },
  'path.hop': (v) => (v.last ? { say: `the last device that answers on the way: ${v.address}, hop ${v.ttl}` } : null),
  'identification.line': (v) => ({ say: `before any version line it says:  ${v.text}` }),
  'identification.protocol': (v) => ({ say: `it speaks ${v.name}: ${v.text}` }),
  'identification.end': (v) => describeIdentification(v),
  'identification.version': (v) => ({
    say: `server: ${v.software}${v.comments === undefined ? '' : ` ${v.comments}`}`,
  }),
  'kex.damaged': (v) => ({
    say: `${v.what}: one octet differs between ${v.names[0]} and ${v.names[1]}, which should be the same`,
  }),
  'kex.otherwise': (v) => ({
    say: `with ${v.kex} and ${v.cipher} ${v.how === 'passed' ? 'it gets past the key exchange' : 'what arrives is damaged as well'}`,
  }),
  'kex.mismatch': (v) => ({
    say: `${v.what}: the server offers ${v.server}`,
    therefore: v.option === undefined ? 'your ssh none of these' : `would match with  ${v.option}`,
  }),
  'kex.end': (v) =>
    v.how === 'newkeys'
      ? null
      : {
          say: `${v.how} ${v.begun === undefined ? '' : `in the first packet, of which ${v.begun} octets came, `}after ${v.after === 'version' ? 'the version line' : v.after}${ms(v.afterMs)}`,
        },
  'hostkey.check': (v, facts) => describeHostKey(v, facts),
  'hostkey.elsewhere': (v) => ({
    say: `this key is on record as that of ${v.names}  ${v.file}:${v.line}`,
    therefore: 'so it may be that machine that answers',
  }),
  disconnect: (v) => ({ say: `the server says: ${v.text} (code ${v.code})` }),
  'auth.key': (v) => (v.result === 'skipped' ? null : { say: `key ${v.source}: ${v.result}` }),
  'auth.end': (v) =>
    v.how === 'success'
      ? {
          say: `logged in${v.method === undefined ? '' : ` with ${v.method}`}`,
          ...(v.text === undefined ? {} : { therefore: `the server goes on:  ${v.text}` }),
        }
      : { say: `login: ${v.how}${v.text === undefined ? '' : `  ${v.text}`}` },
  'auth.banner': (v) => ({ say: `the server shows: ${v.text}` }),
  'auth.pause': (v) => ({ say: `a pause of ${(v.ms / 1000).toFixed(1)} s during the login (${v.step})` }),
  'session.refused': (v) => ({ say: `${v.what} refused: ${v.text}` }),
  'session.noise': (v) => ({ say: `text before the output of the command: ${v.text}` }),
  'session.restriction': (v) => ({ say: `restricted: ${v.text}` }),
  'session.end': (v) =>
    v.how === 'ran'
      ? null
      : {
          say: `session: ${v.how}${v.status === undefined ? '' : `, status ${v.status}`}${v.text === undefined ? '' : `  ${v.text}`}`,
        },
  'route.otherwise': (v) =>
    v.answered
      ? { say: `pings by ${v.by} are answered`, therefore: 'so the route that is taken is in the way' }
      : { say: `pings by ${v.by} are not answered either` },
  'server.chroot': (v) =>
    v.state === 'ok' ? null : { say: `sshd locks this login into ${v.path}: ${v.state}, mode ${v.mode}` },
  'firewall.hop': (v) => ({
    say: `the server's rules ${v.action} what comes from ${v.address}: ${v.rule}`,
    therefore: 'as that the jump host is known here; from another address it may be let in',
  }),
  'firewall.likely': (v) => ({
    say: `rules ${v.where === 'path' ? 'on the way' : `of the ${v.where}`} ${v.action} it: ${v.rule}`,
    therefore: 'if they are the ones that your packets meet',
  }),
  'server.ban': (v) => ({ say: `${v.by} bans ${v.address}` }),
  'server.holder': (v) => describeHolder(v),
  'server.starting': (v) => ({
    say: `on the server the session is at its start ${v.seconds} s after the login: ${v.program} waits ${v.to === undefined ? `in ${v.channel}` : `for an answer of ${v.to}`}`,
    therefore:
      v.of === 'rc' ? 'the rc file that sshd runs first holds it up' : 'the shell has not come to the command yet',
  }),
  'connection.held': (v) => ({
    say: `the server holds the connection from our port ${v.port} open`,
    therefore: 'it was reset here, and not by the server',
  }),
  'connection.taken': (v) => ({
    say: `port ${v.port} opens, and no socket of the server listens there`,
    therefore: 'so something else takes connections in its place',
  }),
  'connection.logged': (v) => ({
    say: `the server's log: ${v.message}`,
    therefore: `this is the connection that was tried from here: its source port was ${v.port}`,
  }),
  'sshd.log': (v, facts) => (isJoined(v.message, facts) ? null : { say: `sshd: ${v.message}` }),
  'server.log': (v, facts) => (isJoined(v.message, facts) ? null : { say: `${v.program}: ${v.message}` }),
};

function isJoined(message: string, facts: Facts): boolean {
  return observed(facts, 'connection.logged').some((o) => o.value.message === message);
}

function describeHolder({ program, does, to, target, header }: ObservationMap['server.holder']): Said {
  if (does === 'wants-tls') return { say: `${program} has the port, and wants TLS first` };
  if (does === 'wants-header') return { say: `${program} has the port, and wants a PROXY header first` };
  if (does === 'traps') return { say: `${program} has the port: a tarpit` };
  const say = `${program} has the port, and leads to ${to ?? 'another place'}`;
  if (header !== undefined) return { say, therefore: 'it sends a PROXY header there, to sshd' };
  const found = {
    nobody: 'nobody listens there',
    silent: 'no answer comes from there',
    unreachable: 'no such machine is found',
  };
  return target === undefined || target === 'listens' ? { say } : { say, therefore: found[target] };
}

function describeScope(v: ObservationMap['name.address']): Said {
  if (v.source === 'literal') return null;
  const odd: Partial<Record<typeof v.scope, string>> = {
    benchmarking: 'a stand-in address that local proxies hand out (198.18.0.0/15)',
    loopback: 'this machine itself',
    container: 'a container network',
    cgnat: "a carrier's or mesh VPN's shared range (100.64.0.0/10)",
    unspecified: 'no real address',
  };
  const what = odd[v.scope];
  return what === undefined ? null : { say: `the name leads to ${v.address}`, therefore: what };
}

function describeConnect(v: ObservationMap['tcp.connect'], facts: Facts): Said {
  const better =
    v.by === 'ssh' &&
    observed(facts, 'tcp.connect').some((o) => o.value.by === 'socket' && o.value.address === v.address);
  if (better) return null;
  const who = v.answer === undefined ? '' : answers[v.answer];
  const where = v.address === 'the server' || v.port === 0 ? v.address : `${v.address} port ${v.port}`;
  if (v.outcome === 'open') return { say: `${where} accepted${ms(v.ms)}` };
  if (v.outcome === 'timeout' && v.answer === 'local')
    return { say: `${where} no answer`, therefore: 'this machine itself did not let the packets out' };
  if (v.outcome === 'timeout' && v.swallowed === true)
    return { say: `${where} no answer, while packets came in that this machine gave to nobody` };
  if (v.outcome === 'timeout')
    return { say: `${where} no answer${v.ms === undefined ? '' : ` for ${(v.ms / 1000).toFixed(1)} s`}` };
  return { say: `${where} ${v.outcome}${ms(v.ms)}${who}${v.errno === undefined ? '' : `, ${v.errno}`}` };
}

/** Ports that fared alike are told in one line, by the first of them. */
function describeControl(v: ObservationMap['tcp.control'], facts: Facts): Said {
  const alike = observed(facts, 'tcp.control')
    .map((o) => o.value)
    .filter((c) => c.outcome === v.outcome && c.address === v.address);
  if (alike[0]?.port !== v.port) return null;
  const name = (c: typeof v): string => (c.unused ? `${c.port} (which nobody uses)` : String(c.port));
  const ports = `${alike.length === 1 ? 'port' : 'ports'} ${alike.map(name).join(', ')}`;
  if (v.outcome === 'open') return { say: `${ports} accepted${ms(v.ms)}`, therefore: 'so the host is up and routed' };
  if (v.outcome === 'refused')
    return { say: `${ports} refused${ms(v.ms)}${v.answer === undefined ? '' : answers[v.answer]}` };
  return {
    say: `${ports} ${v.outcome === 'timeout' ? (alike.length === 1 ? 'stays silent' : 'stay silent') : v.outcome}`,
  };
}

function stopsAtName(facts: Facts): boolean {
  return observed(facts, 'symptom').some((o) => o.value.stage === 'name');
}

function describeIdentification(v: ObservationMap['identification.end']): Said {
  if (v.how === 'version' || v.by === 'ssh') return null;
  const how = {
    closed: 'closed (FIN)',
    reset: 'cut (RST)',
    silent: 'silence',
    'not-ssh': 'no SSH',
    endless: 'text without end',
    'old-protocol': 'an old protocol',
    invalid: 'an invalid version line',
  };
  const when = v.afterMs === undefined ? '' : ` ${Math.round(v.afterMs)} ms after connecting`;
  const bytes = v.bytes === undefined ? '' : `, ${v.bytes} bytes received`;
  const say = `${how[v.how]}${when}${bytes}`;
  if (v.hopsApart === undefined) return { say };
  return { say, therefore: `by its TTL it was sent ${v.hopsApart} hops away from where the server answers` };
}

function describeHostKey(v: ObservationMap['hostkey.check'], facts: Facts): Said {
  const place = v.file === undefined ? '' : `  ${v.file}${v.line === undefined ? '' : `:${v.line}`}`;
  if (v.result === 'known') return null;
  if (v.result === 'new') {
    const say = `host key ${v.fingerprint ?? ''} is not known here yet`;
    const strict = observed(facts, 'config.setting').find((o) => o.value.keyword === 'stricthostkeychecking');
    const asks = strict === undefined || !/^(?:no|off|false|accept-new)$/.test(strict.value.value);
    return { say, therefore: asks ? 'ssh will ask you about it' : 'your configuration takes it without asking' };
  }
  const key = `${v.type ?? ''} ${v.fingerprint ?? ''}${place}`.replace(/ +/g, ' ').trim();
  return { say: key === '' ? `host key: ${v.result}` : `host key ${v.result}: ${key}` };
}

const order = Object.keys(describe);

/** The facts worth showing, each once, in the order of the wire. */
export function findingsOf(facts: Facts): readonly Finding[] {
  const found = facts.observations.flatMap((o) => {
    const said = speak(o, facts);
    if (said === null || o.at.evidence === '') return [];
    const { evidence, line } = o.at;
    const finding: Finding = {
      evidence,
      say: printable(said.say),
      ...(line === undefined ? {} : { line }),
      ...(said.therefore === undefined ? {} : { therefore: printable(said.therefore) }),
    };
    return [{ finding, rank: order.indexOf(o.kind) }];
  });
  const seen = new Set<string>();
  return found
    .sort((a, b) => a.rank - b.rank)
    .map((f) => f.finding)
    .filter((f) => !seen.has(f.say) && seen.add(f.say));
}

function speak(o: Observation, facts: Facts): Said {
  const say = describe[o.kind] as ((value: unknown, facts: Facts) => Said) | undefined;
  return say === undefined ? null : say(o.value, facts);
}
