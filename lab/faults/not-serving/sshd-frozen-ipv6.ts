import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-frozen-ipv6',
  title: 'the listener is stopped, and the client comes over IPv6',
  releases: ['trixie'],
  truth: { causes: ['sshd-frozen'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (host) => {
    await host.exec('kill -STOP $(systemctl show -P MainPID ssh)');
  },
};
