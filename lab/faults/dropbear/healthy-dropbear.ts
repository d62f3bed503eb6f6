import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'healthy-dropbear',
  title: 'Dropbear in the place of sshd',
  releases: ['bullseye', 'trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: (host, net) => dropbear(host, net),
};
