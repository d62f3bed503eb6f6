import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-redirect',
  title: 'a redirect of the server takes port 22 to one where nobody listens',
  releases: ['bookworm'],
  truth: { causes: ['nat-rule-captures-22'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table ip guard; add chain ip guard prerouting { type nat hook prerouting priority dstnat; }; add rule ip guard prerouting tcp dport 22 redirect to :4022'`,
    );
  },
};
