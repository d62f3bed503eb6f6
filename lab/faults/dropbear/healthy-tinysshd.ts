import type { Fault } from '../../fault.ts';
import { tinyssh } from '../../services.ts';

export const fault: Fault = {
  id: 'healthy-tinysshd',
  title: 'TinySSH in the place of sshd',
  releases: ['bookworm', 'trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: (host, net) => tinyssh(host, net),
};
