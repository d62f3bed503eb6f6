import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'controlmaster-hung',
  title: 'the ssh that shares its connection is stopped, and its socket accepts',
  releases: ['bookworm'],
  truth: { causes: ['controlmaster-stale'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    person.write('.ssh/config', 'Host *\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n');
    await person.run(['ssh', '-f', '-N', '-o', 'BatchMode=yes', 'alice@web1'], { timeoutMs: 10_000 });
    await person.run(['sh', '-c', 'kill -STOP "$(ssh -O check alice@web1 2>&1 | tr -dc 0-9)"']);
  },
};
