import type { Fault } from '../../fault.ts';
import { longBlocklist } from '../../services.ts';

export const fault: Fault = {
  id: 'crowdsec-long-list',
  title: 'the list of the CrowdSec bouncer has 12,000 addresses, and the client is one of them',
  releases: ['bookworm'],
  truth: { causes: ['ip-ban'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await longBlocklist(host, ['10.71.1.10']);
  },
};
