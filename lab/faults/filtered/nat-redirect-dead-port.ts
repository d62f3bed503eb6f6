import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nat-redirect-dead-port',
  title: 'a redirect on the server sends port 22 to a port where nothing listens',
  releases: ['bookworm'],
  truth: { causes: ['nat-rule-captures-22'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`iptables -t nat -A PREROUTING -p tcp --dport 22 -j REDIRECT --to-ports 2222`);
  },
};
