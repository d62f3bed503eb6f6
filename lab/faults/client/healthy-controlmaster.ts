import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-controlmaster',
  title: 'an earlier ssh shares its connection, and all is well',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    person.write('.ssh/config', 'Host *\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n');
    await person.run(['ssh', '-f', '-N', '-o', 'BatchMode=yes', 'alice@web1'], { timeoutMs: 10_000 });
  },
};
