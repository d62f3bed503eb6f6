import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-shared-connection-asleep',
  title: 'the shared connection to the jump host answers here, and nobody is behind it any more',
  releases: ['trixie'],
  truth: {
    causes: ['jump-host-failed'],
    hidden: ['controlmaster-stale'],
    stage: 'config',
    outcome: 'confirmed',
  },
  clientSettles: true,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  breakIt: async (_host, { bastion, person }) => {
    person.write('.ssh/config', 'Host bastion\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n');
    await person.run(['ssh', '-f', '-N', '-o', 'BatchMode=yes', 'alice@bastion'], { timeoutMs: 10_000 });
    await bastion?.exec('timeout 9 sh -c "until pkill -STOP -u alice sshd; do sleep 0.1; done"');
  },
};
