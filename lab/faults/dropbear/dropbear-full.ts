import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'dropbear-full',
  title: 'five connections of the same client wait for their login, and Dropbear takes no more',
  releases: ['trixie'],
  truth: { causes: ['rate-limit-per-source'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await dropbear(host, net);
    for (let i = 0; i < 5; i++) await net.client.start('(sleep 300 | nc 10.71.2.20 22)');
    await host.exec("timeout 20 sh -c 'until [ $(pgrep -cx dropbear) = 6 ]; do sleep 0.05; done'");
  },
};
