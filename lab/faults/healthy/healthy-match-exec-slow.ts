import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-match-exec-slow',
  title: 'a Match exec asks for three seconds whether a VPN is up, which it is not',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (_host, { person }) =>
    person.write(
      '.ssh/config',
      'Match host web1 exec "sleep 3; false"\n  ProxyJump vpn.gone.example\nHost *\n  ServerAliveInterval 15\n',
    ),
};
