import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bind-address-unrouted',
  title: 'BindAddress is that of a bridge for containers, to which the server has no way back',
  releases: ['trixie'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, { person, client }) => {
    await client.exec(
      'ip link add docker0 type bridge; ip address add 172.17.0.1/16 dev docker0; ip link set docker0 up',
    );
    person.write('.ssh/config', 'Host *\n  BindAddress 172.17.0.1\n');
  },
};
