import type { Fault } from '../../fault.ts';
import { forward } from '../../services.ts';

export const fault: Fault = {
  id: 'forwarder-name-gone',
  title: 'a forwarder leads to its server by a name that nobody knows any more',
  releases: ['bookworm'],
  truth: { causes: ['backend-down-behind-forwarder'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    await forward(host, 22, 'TCP:sshd.internal:2222');
  },
};
