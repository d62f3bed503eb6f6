import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-penalties-exempt',
  title: 'penalties are hard and others have earned them; the network of the client is exempt, and has failed as well',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) =>
    host.sshd(
      'PerSourcePenalties authfail:600s noauth:600s min:5s max:1h\nPerSourcePenaltyExemptList 10.71.1.0/24\nLogLevel VERBOSE',
    ),
  breakIt: async (_host, { client }) => {
    for (const user of ['bob', 'carol', 'dave'])
      await client.attempt(
        `ssh -F none -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null ${user}@10.71.2.20`,
      );
  },
};
