import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-hashlimit-drop',
  title: 'hashlimit on the server admits two new connections a minute of each source',
  releases: ['bullseye'],
  truth: { causes: ['firewall-rate-limit'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(
      `iptables -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 1/minute --hashlimit-burst 2 --hashlimit-mode srcip --hashlimit-name ssh -j DROP`,
    );
    for (let i = 0; i < 3; i++)
      await net.person.run(['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=2', 'alice@web1', 'true']);
  },
};
