import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bind-address-of-a-vpn-that-is-down',
  title: 'BindAddress names the address that a VPN had given to the client',
  releases: ['trixie'],
  truth: { causes: ['client-config-invalid'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) => person.write('.ssh/config', 'Host *\n  BindAddress 10.8.0.6\n'),
};
