import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'no-route-and-stopped',
  title: 'the client has no route to the network of the server, and sshd is stopped',
  releases: ['bullseye'],
  truth: { causes: ['route-missing'], hidden: ['sshd-not-running'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  told: /Network is unreachable/,
  breakIt: async (host, net) => {
    await host.exec(`systemctl stop ssh`);
    await net.client.exec('ip route del default');
  },
};
