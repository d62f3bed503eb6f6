import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bind-interface-gone',
  title: 'BindInterface names the card of a VPN that is down',
  releases: ['trixie'],
  truth: { causes: ['client-config-invalid'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) => person.write('.ssh/config', 'Host *\n  BindInterface tun0\n'),
};
