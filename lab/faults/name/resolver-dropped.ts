import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'resolver-dropped',
  title: 'a firewall drops what is asked of the name server',
  releases: ['bookworm'],
  truth: { causes: ['name-resolver-failed'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  target: ['alice@web1.lab.example'],
  told: /Temporary failure in name resolution/,
  breakIt: async (_host, net) => {
    await serveNames(net, '--host-record=web1.lab.example,10.71.2.20');
    await net.router.exec(
      `nft 'add table ip guard; add chain ip guard input { type filter hook input priority 0; }; add rule ip guard input udp dport 53 drop; add rule ip guard input tcp dport 53 drop'`,
    );
  },
};
