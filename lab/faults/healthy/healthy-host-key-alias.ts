import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-host-key-alias',
  title: 'known_hosts knows the host by a HostKeyAlias alone',
  releases: ['bullseye'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['web'],
  breakIt: async (_host, net) => {
    await net.person.run(['sed', '-i', 's/^[^ ]*/pool-7/', '.ssh/known_hosts']);
    net.person.write(
      '.ssh/config',
      'Host web\n  HostName 10.71.2.20\n  User alice\n  HostKeyAlias pool-7\n  StrictHostKeyChecking yes\n',
    );
  },
};
