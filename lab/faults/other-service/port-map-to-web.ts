import type { Fault } from '../../fault.ts';
import { forward, serve } from '../../services.ts';

export const fault: Fault = {
  id: 'port-map-to-web',
  title: 'a port map that leads to a web server',
  releases: ['bookworm'],
  truth: { causes: ['nonssh-service'], hidden: ['port-mapping-wrong'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: true,
  told: /HTTP/,
  jump: true,
  target: ['-p', '2222', 'alice@bastion'],
  breakIt: async (host, { bastion }) => {
    await serve(host, 80, 'python3 -m http.server 80');
    if (bastion) await forward(bastion, 2222, 'TCP:10.71.2.20:80');
  },
};
