import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'aaaa-of-another-machine',
  title: 'the IPv6 address of the name is that of another machine, and IPv6 goes first',
  releases: ['bookworm'],
  truth: {
    causes: ['wrong-host-answers'],
    hidden: ['name-wrong-address', 'host-key-changed'],
    stage: 'hostkey',
    outcome: 'confirmed',
  },
  clientSettles: false,
  jump: true,
  breakIt: async (_host, net) => {
    net.names(['2001:db8:71:3::30 web1', '10.71.2.20 web1']);
    await net.bastion?.exec('rm /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh');
  },
};
