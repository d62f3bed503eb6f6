import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-control-master',
  title: 'the configuration shares connections, and the first one is open',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    net.person.write('.ssh/config', 'Host *\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n  ControlPersist 60\n');
    await net.person.run(['ssh', 'alice@web1', 'true']);
  },
};
