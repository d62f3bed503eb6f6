import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ufw-limit',
  title: 'ufw limits the port, and the client has come too often',
  releases: ['bookworm'],
  truth: { causes: ['firewall-rate-limit'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(`ufw limit 22/tcp && ufw --force enable`);
    for (let i = 0; i < 6; i++)
      await net.person.run(['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=2', 'alice@web1', 'true']);
  },
};
