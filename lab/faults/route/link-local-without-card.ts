import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'link-local-without-card',
  title: 'a link-local address without the name of the card',
  releases: ['trixie'],
  truth: { causes: ['route-missing'], hidden: ['wrong-host-or-port'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  target: ['alice@fe80::5054:ff:fe12:3456'],
};
