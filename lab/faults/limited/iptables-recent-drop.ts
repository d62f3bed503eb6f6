import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-recent-drop',
  title: 'recent on the server drops the fourth new connection of a minute',
  releases: ['bookworm'],
  truth: { causes: ['firewall-rate-limit'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(
      `iptables -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -m recent --name ssh --set && \
iptables -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -m recent --name ssh --update --seconds 60 --hitcount 4 -j DROP`,
    );
    for (let i = 0; i < 4; i++)
      await net.person.run(['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=2', 'alice@web1', 'true']);
  },
};
