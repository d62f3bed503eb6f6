import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-shared-connection-hung',
  title: 'the shared connection to the jump host is stopped, and its socket accepts',
  releases: ['bookworm'],
  truth: { causes: ['jump-host-failed'], hidden: ['controlmaster-stale'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  breakIt: async (_host, { person }) => {
    person.write('.ssh/config', 'Host bastion\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n');
    await person.run(['ssh', '-f', '-N', '-o', 'BatchMode=yes', 'alice@bastion'], { timeoutMs: 10_000 });
    await person.run(['sh', '-c', 'kill -STOP "$(ssh -O check alice@bastion 2>&1 | tr -dc 0-9)"']);
  },
};
