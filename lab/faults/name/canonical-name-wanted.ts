import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'canonical-name-wanted',
  title: 'CanonicalizeHostname wants the name in a domain that no longer has it',
  releases: ['bookworm'],
  truth: { causes: ['name-not-found'], stage: 'name', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    net.person.write(
      '.ssh/config',
      'CanonicalizeHostname always\nCanonicalDomains old.example\nCanonicalizeFallbackLocal no\n',
    );
    await serveNames(net, '--local=/old.example/');
  },
};
