import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-limit-drop',
  title: 'a router on the way admits few new connections an hour',
  releases: ['trixie'],
  truth: { causes: ['firewall-rate-limit'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table inet guard; add chain inet guard forward { type filter hook forward priority 0; }; add rule inet guard forward tcp dport 22 ct state new limit rate over 1/hour burst 2 packets drop'`,
    );
    for (let i = 0; i < 3; i++)
      await net.person.run(['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=2', 'alice@web1', 'true']);
  },
};
