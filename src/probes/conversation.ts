import { all, any, not, seen, stopsAt } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Observation, ObservationKind, Reading } from '../model/observation.ts';
import type { Platform } from '../model/platform.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import type { KexLists } from '../wire/kexinit.ts';
import { addressOf } from './shared/address.ts';
import { kernelCount, noneSpoke } from './shared/connect.ts';
import { readConversation } from './shared/conversation-reading.ts';
import { type Conversation, converse, type HelperRan } from './shared/converse.ts';
import { expandTokens } from './shared/expand.ts';
import { settings } from './shared/state.ts';

/** A second connection would hear the same. */
const heardAll = any(
  seen('identification.end', { by: 'socket', how: ['silent', 'endless', 'not-ssh', 'invalid', 'old-protocol'] }),
  seen('kex.end', { by: 'socket', how: ['silent', 'invalid', 'disconnect'] }),
  seen('identification.protocol'),
  seen('kex.mismatch'),
  seen('kex.offer'),
  seen('config.error'),
);

/**
 * Our own socket up to the key exchange: every byte that comes before and after the version line, when it came, and
 * whether it ended by FIN, RST or silence. It listens before it speaks, so that a last word is not lost to a RST.
 */
export const probe: Probe<Conversation | null> = {
  id: 'conversation',
  title: 'what the server says until the key exchange, byte by byte',
  vantage: 'client',
  stage: 'identification',
  when: all(
    any(
      stopsAt('identification', 'kex'),
      seen('stalled', { stage: ['identification', 'kex'] }),
      all(seen('client.tool', { name: 'ssh', state: ['missing', 'mute'] }), seen('tcp.connect', { outcome: 'open' })),
    ),
    not(heardAll),
  ),
  // ssh got through meanwhile: nothing is left to ask.
  until: any(seen('auth.end'), seen('session.end')),
  runs: 2,
  settles: [
    'identification.line',
    'identification.version',
    'identification.end',
    'identification.protocol',
    'kex.offer',
    'kex.mismatch',
    'tcp.too-short',
  ],
  plan: (target) => [
    {
      to: `${target.host} port ${target.port}`,
      what: 'up to two connections that exchange the version line and the list of algorithms, a second apart',
      if: 'ssh gets no farther than the key exchange',
    },
  ],
  run,
  read,
};

async function run(context: ProbeContext): Promise<Conversation | null> {
  const { facts } = context;
  const command = settings(facts, 'proxycommand')[0];
  if (command !== undefined) return throughHelper(context, command);
  const address = addressOf(context);
  if (address === undefined || settings(facts, 'proxyjump').length > 0) return null;
  // With less time than that, silence would mean nothing.
  if (context.remainingMs() < 3000) return null;
  const patience = Math.min(5000, context.remainingMs() - 500);
  const opened = await context.dial(address, { withinMs: patience });
  if (opened === null) return null;
  if (!opened.ok) return null;
  context.progress('identification', 'running');
  const limit = Number.parseInt(settings(facts, 'connecttimeout')[0] ?? '', 10) || 0;
  const conversation = await converse(context, opened.value, listsOf(context), address);
  return limit === 0 ? conversation : { ...conversation, limitMs: limit * 1000 };
}

/** The same through the user's ProxyCommand, whose own words on standard error are kept apart from the stream. */
async function throughHelper(context: ProbeContext, command: string): Promise<Conversation | null> {
  const { on, target } = context;
  if (on.os === 'win32' || !(await context.take('ssh'))) return null;
  const expanded = expandTokens(command, target, on.home, on.userName);
  const said: string[] = [];
  const before = await kernelCount(on);
  const opened = await on.pipe(['sh', '-c', `exec ${expanded}`], (line) => said.push(line));
  if (!opened.ok) return null;
  const helper = opened.value;
  const conversation = await converse(context, { ...helper, close: () => {} }, listsOf(context), null);
  const helperRan: HelperRan = {
    ended: await helper.ended(conversation.end.how === 'fin' ? 300 : 0),
    silent: noneSpoke(before, await kernelCount(on)),
    wayOut: await hasWayOut(on),
  };
  helper.close();
  return { ...conversation, helper: said.slice(0, 20), helperRan };
}

/** A default route that is up, in /proc/net/route or ipv6_route (proc_pid_net(5)). */
async function hasWayOut(on: Platform): Promise<boolean> {
  const [four, six] = await Promise.all([
    on.readText('/proc/net/route', 65536),
    on.readText('/proc/net/ipv6_route', 65536),
  ]);
  const out4 = four.ok && /^(?!lo\t)\S+\t00000000\t\S+\t00[01][13]\t.*\t00000000\t/im.test(four.value);
  return out4 || (six.ok && /^0{32} 00 .* (?!lo$)\S+$/m.test(six.value));
}

/** What the user's own ssh would offer; without one, what a current ssh does. */
function listsOf({ facts }: ProbeContext): KexLists {
  const list = (keyword: string, otherwise: string): readonly string[] =>
    (settings(facts, keyword)[0] ?? otherwise).split(',');
  const ciphers = list('ciphers', 'chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes256-ctr,aes128-ctr');
  const macs = list('macs', 'hmac-sha2-256-etm@openssh.com,hmac-sha2-256,hmac-sha1');
  const compression =
    settings(facts, 'compression')[0] === 'yes' ? ['zlib@openssh.com', 'none'] : ['none', 'zlib@openssh.com'];
  return {
    kex: list('kexalgorithms', 'curve25519-sha256,ecdh-sha2-nistp256,diffie-hellman-group14-sha256'),
    'host-key': list('hostkeyalgorithms', 'ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256'),
    'cipher-c2s': ciphers,
    'cipher-s2c': ciphers,
    'mac-c2s': macs,
    'mac-s2c': macs,
    'compression-c2s': compression,
    'compression-s2c': compression,
  };
}

function read(result: Conversation | null, evidence: Evidence): Reading {
  if (result === null) return { covers: [], observations: [] };
  const observations: readonly Observation[] = readConversation(result, evidence);
  const covers: ObservationKind[] = [
    'tcp.source',
    'identification.line',
    'identification.version',
    'identification.end',
    'identification.protocol',
  ];
  if (observations.some((o) => o.kind === 'kex.offer')) covers.push('kex.mismatch');
  return { covers, observations };
}
