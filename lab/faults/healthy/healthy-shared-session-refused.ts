import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-shared-session-refused',
  title: 'the shared connection may have one session, which is in use, and ssh makes a connection of its own',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => host.sshd('MaxSessions 1'),
  breakIt: async (_host, { person }) => {
    person.write('.ssh/config', 'Host *\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n');
    await person.run(['ssh', '-f', '-o', 'BatchMode=yes', '-o', 'ControlPersist=yes', 'alice@web1', 'sleep 500'], {
      timeoutMs: 10_000,
    });
  },
};
