import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-jump-shared',
  title: 'an earlier ssh shares its connection to the jump host, and that one lets nobody run a command',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  prepare: (_host, { bastion }) => bastion?.sshd('ForceCommand /bin/false\nMaxSessions 1'),
  breakIt: async (_host, { person }) => {
    person.write('.ssh/config', 'Host bastion\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n');
    await person.run(['ssh', '-f', '-N', '-o', 'BatchMode=yes', 'alice@bastion'], { timeoutMs: 10_000 });
  },
};
