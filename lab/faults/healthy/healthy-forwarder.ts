import type { Fault } from '../../fault.ts';
import { forward } from '../../services.ts';

export const fault: Fault = {
  id: 'healthy-forwarder',
  title: 'a forwarder on another machine that leads to the server',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  jump: true,
  target: ['alice@bastion'],
  breakIt: async (_host, { bastion }) => {
    await bastion?.exec('systemctl disable --now ssh');
    if (bastion) await forward(bastion, 22, 'TCP:10.71.2.20:22');
  },
};
