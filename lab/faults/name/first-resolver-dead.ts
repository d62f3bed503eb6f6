import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'first-resolver-dead',
  title: 'the first name server of the list is gone, and each look-up waits for it before the second one answers',
  releases: ['bookworm'],
  truth: { causes: ['name-resolver-failed'], stage: 'name', outcome: 'degraded' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    net.names([]);
    await serveNames(net, '--local=/web1/ --address=/web1/10.71.2.20');
    await net.client.exec(
      'printf "nameserver 10.71.1.53\\nnameserver 10.71.1.1\\noptions timeout:2\\n" > /etc/resolv.conf',
    );
  },
};
