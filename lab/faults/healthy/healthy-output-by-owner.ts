import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-output-by-owner',
  title: 'the server lets out only what processes of root send, and sshd is one',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`nft 'add table inet guard; add chain inet guard output { type filter hook output priority 0; }; \\
add rule inet guard output oifname != lo meta skuid != 0 drop'`);
  },
};
