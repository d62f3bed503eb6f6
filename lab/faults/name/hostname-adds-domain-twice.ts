import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'hostname-adds-domain-twice',
  title: 'HostName %h.lab.example for all hosts, and she types the full name',
  releases: ['trixie'],
  truth: { causes: ['name-not-found'], hidden: ['wrong-host-or-port'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  target: ['alice@web1.lab.example'],
  breakIt: async (_host, net) => {
    net.person.write('.ssh/config', 'Host web* db*\n  HostName %h.lab.example\n');
    await serveNames(net, '--local=/#/', '--host-record=web1.lab.example,10.71.2.20');
  },
};
