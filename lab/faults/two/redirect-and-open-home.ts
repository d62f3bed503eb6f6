import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'redirect-and-open-home',
  title: 'a redirect takes port 22 to where nobody listens, and everybody may write to the home',
  releases: ['trixie'],
  truth: { causes: ['nat-rule-captures-22'], hidden: ['home-perms-strictmodes'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `chmod 777 /home/alice; nft 'add table ip nat; add chain ip nat pre { type nat hook prerouting priority -100; }; add rule ip nat pre tcp dport 22 redirect to :2022'`,
    );
  },
};
