import type { Fault } from '../../fault.ts';
import { longBlocklist } from '../../services.ts';

export const fault: Fault = {
  id: 'healthy-crowdsec-long-list',
  title: 'the list of the CrowdSec bouncer has 12,000 addresses, and the client is none of them',
  releases: ['bullseye'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await longBlocklist(host, []);
  },
};
