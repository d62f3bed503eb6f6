import type { Fault } from '../../fault.ts';
import { listening, sshdAlone, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'container-hosts-deny',
  title: 'a container that keeps no log, and hosts.deny names the network of the client',
  releases: ['bookworm'],
  truth: { causes: ['hosts-deny'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: sshdAlone,
  prepare: (host) => {
    withoutSystemd(host);
    host.write('/etc/hosts.deny', 'sshd: 10.71.1.\n');
  },
  breakIt: async (host) => {
    await host.exec(listening);
  },
};
