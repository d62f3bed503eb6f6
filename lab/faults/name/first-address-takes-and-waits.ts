import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'first-address-takes-and-waits',
  title: 'the name has two addresses, and sshd at the first is stopped by a signal: ssh does not try the second',
  releases: ['bookworm'],
  truth: {
    causes: ['sshd-frozen'],
    hidden: ['name-one-address-dead', 'name-wrong-address'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: false,
  jump: true,
  breakIt: async (_host, net) => {
    net.names(['10.71.3.30 web1', '10.71.2.20 web1']);
    await net.bastion?.exec('kill -STOP $(cat /run/sshd.pid)');
  },
};
