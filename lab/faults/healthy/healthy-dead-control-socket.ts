import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-dead-control-socket',
  title: 'a control socket that nobody holds any more, and ssh goes past it',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    person.write('.ssh/config', 'Host *\n  ControlPath ~/.ssh/cm-%C\n');
    await person.run(['ssh', '-f', '-N', '-M', '-o', 'BatchMode=yes', 'alice@web1'], { timeoutMs: 10_000 });
    await person.run(['sh', '-c', 'kill -KILL "$(ssh -O check alice@web1 2>&1 | tr -dc 0-9)"']);
  },
};
