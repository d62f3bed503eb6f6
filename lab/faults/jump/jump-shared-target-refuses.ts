import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-shared-target-refuses',
  title: 'an earlier ssh shares its connection to the jump host, and sshd behind it is stopped',
  releases: ['bookworm', 'trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  breakIt: async (host, { person }) => {
    person.write('.ssh/config', 'Host bastion\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n');
    await person.run(['ssh', '-f', '-N', '-o', 'BatchMode=yes', 'alice@bastion'], { timeoutMs: 10_000 });
    await host.exec('systemctl stop ssh');
  },
};
