import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'match-final-port',
  title: 'a Match for the canonical name in an included file has the port of the hosts of another department',
  releases: ['trixie'],
  truth: { causes: ['wrong-host-or-port'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    net.person.write('.ssh/config', 'CanonicalizeHostname yes\nCanonicalDomains lab.example\nInclude config.d/*\n');
    net.person.write(
      '.ssh/config.d/30-department',
      'Match canonical host *.lab.example\n  Port 2022\n  HostKeyAlias web1\n',
    );
    await serveNames(net, '--local=/#/', '--host-record=web1.lab.example,10.71.2.20');
  },
};
