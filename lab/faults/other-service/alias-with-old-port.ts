import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'alias-with-old-port',
  title: 'an alias in ssh_config still has the port of long ago',
  releases: ['bullseye'],
  truth: { causes: ['wrong-host-or-port'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['web'],
  breakIt: async (_host, net) => {
    net.person.write('.ssh/config', 'Host web\n  HostName web1\n  User alice\n  Port 2022\n');
  },
};
