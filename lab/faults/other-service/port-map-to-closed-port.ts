import type { Fault } from '../../fault.ts';
import { forward } from '../../services.ts';

export const fault: Fault = {
  id: 'port-map-to-closed-port',
  title: 'a port map that leads to a port on which nobody listens',
  releases: ['trixie'],
  truth: {
    causes: ['port-mapping-wrong'],
    hidden: ['backend-down-behind-forwarder'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: false,
  jump: true,
  target: ['-p', '2222', 'alice@bastion'],
  breakIt: async (_host, { bastion }) => {
    if (bastion) await forward(bastion, 2222, 'TCP:10.71.2.20:2200');
  },
};
