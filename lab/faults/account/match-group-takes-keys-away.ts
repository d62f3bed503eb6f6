import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'match-group-takes-keys-away',
  title: 'a Match block for the group of contractors takes no keys; an earlier failure of a bot is in the log',
  releases: ['trixie'],
  truth: { causes: ['auth-method-unavailable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'BatchMode=yes', '-o', 'KbdInteractiveAuthentication=no', 'alice@web1'],
  prepare: (host) =>
    host.sshd(
      'PasswordAuthentication no\nPubkeyAuthentication yes\nMatch Group contractors\n  PubkeyAuthentication no\n  KbdInteractiveAuthentication yes',
    ),
  breakIt: async (host, { person }) => {
    await host.exec('groupadd contractors && usermod -aG contractors alice');
    await person.run(['ssh', '-o', 'BatchMode=yes', 'oracle@web1', 'true'], { timeoutMs: 20_000 });
  },
};
