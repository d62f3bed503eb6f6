import { all, any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { endsAtOnce, sessionReported } from '../signs.ts';

const blackHole = seen('path.mtu', { state: 'black-hole' });

const large = seen('server.unacknowledged', { retransmissions: { min: 2 }, octets: { min: 500 } });

export const cause: Cause = {
  id: 'mtu',
  stage: 'kex',
  family: 'path',
  who: 'network',
  decidedBy: 'client',
  meaning: 'the path drops large packets and their ICMP answers (PMTU black hole)',
  title: 'Large packets get lost on the way to {host}, and nobody says so: small ones pass, the key exchange hangs.',
  sees: 'ssh connects and identifies the server, then hangs, mostly at "expecting SSH2_MSG_KEX_ECDH_REPLY".',
  why: `A tunnel, VPN or PPPoE link on the path carries smaller packets than the rest. The ICMP message that would tell
    the sender is filtered out, so it repeats packets that never fit.`,
  cases: 7,
  behind: { 'kex.silent': 6, 'auth.closed': 1, 'auth.reset': 1, 'auth.silent': 1 },
  requires: any(
    symptom('kex.silent', 'kex.closed', 'kex.reset', 'kex.failed', 'auth.silent', 'auth.closed', 'auth.reset'),
    symptom('session.silent', 'session.closed', 'session.reset', 'session.failed'),
  ),
  proves: all(
    blackHole,
    any(
      symptom('kex.silent', 'auth.silent', 'session.silent'),
      seen('kex.end', { how: ['closed', 'reset', 'failed'], afterMs: { min: 10_000 } }),
    ),
  ),
  suggests: [
    blackHole,
    symptom('kex.silent'),
    seen('kex.end', { how: 'silent', after: ['version', 'kexinit'] }),
    seen('route.lookup', { kind: 'tunnel' }),
    seen('tcp.info', { retransmits: { min: 2 } }),
    large,
    all(symptom('kex.silent'), large),
  ],
  // Packets that get lost cost time.
  excludes: any(
    endsAtOnce,
    sessionReported,
    // What is in the first place of a stream that lost a large packet stays with the kernel: not an octet of it is seen.
    seen('kex.end', { how: 'silent', begun: { min: 1 } }),
  ),
  lookalikes: [
    {
      cause: 'packet-loss',
      difference: 'Loss hits small packets too; here each small one passes and each large one is lost.',
    },
    { cause: 'ipqos-dscp', difference: 'The hang comes after the login, and IPQoS=none cures it.' },
    { cause: 'sshd-frozen', difference: 'A frozen sshd does not send its version line either.' },
  ],
  check: {
    at: 'client',
    what: 'find the largest packet that passes without being cut up',
    command:
      'for s in 1472 1452 1412 1372 1272; do ping -c 1 -W 2 -M do -s $s {address} >/dev/null && echo "$s passes" && break; done',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      platform: 'Linux',
      say: 'Send smaller packets to this host alone.',
      commands: [
        "ip route replace {address} $(ip -o route get {address} | grep -o 'via [^ ]* dev [^ ]*\\|dev [^ ]*' | head -n 1) mtu 1280",
      ],
      undo: ['ip route del {address}'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Until then, a shorter key exchange may fit.',
      commands: ['ssh -o KexAlgorithms=curve25519-sha256 -o HostKeyAlgorithms=ssh-ed25519 -p {port} {user}@{host}'],
    },
    {
      who: 'network',
      risk: 'reload',
      platform: 'Linux router',
      say: 'At the tunnel, let ICMP type 3 code 4 and ICMPv6 type 2 through, and fit TCP to the tunnel.',
      commands: ['iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu'],
      undo: ['iptables -t mangle -D FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu'],
    },
  ],
  sources: ['RFC 1191', 'RFC 8201', 'RFC 2923: TCP Problems with Path MTU Discovery', 'RFC 4821'],
};

export const examples: readonly Example[] = [
  {
    name: 'a packet that came in part was not lost for its size',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'kex.silent', stage: 'kex' }],
      ['kex.end', { how: 'silent', after: 'version', by: 'socket', afterMs: 7500, begun: 9 }],
    ],
  },
  {
    name: 'the key exchange hangs, and large packets vanish without a word',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'kex.silent', stage: 'kex' }],
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_9.2p1' }],
      ['kex.end', { how: 'silent', after: 'kexinit', afterMs: 8000, by: 'ssh' }],
      ['path.mtu', { largest: 1400, interface: 1500, state: 'black-hole' }],
    ],
  },
  {
    name: 'look-alike: large segments of the server are sent again and again, as on any path that loses packets',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.silent', stage: 'kex' }],
      ['server.unacknowledged', { octets: 1460, retransmissions: 2 }],
    ],
  },
  {
    name: 'look-alike: the path is smaller and says so',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.silent', stage: 'kex' }],
      ['path.mtu', { largest: 1400, interface: 1500, state: 'smaller' }],
    ],
  },
  {
    name: 'look-alike: a black hole on the way, and a server that hangs up at once',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.closed', stage: 'kex' }],
      ['kex.end', { how: 'closed', after: 'version', afterMs: 40, by: 'ssh' }],
      ['path.mtu', { largest: 1400, interface: 1500, state: 'black-hole' }],
    ],
  },
  {
    name: 'small packets already got no answer',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.timeout', stage: 'tcp' }]],
  },
  {
    name: 'the server hangs up at once during the login',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.end', { how: 'closed', afterMs: 40 }],
    ],
  },
];
