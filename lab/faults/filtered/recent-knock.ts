import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'recent-knock',
  title: 'iptables lets in who has knocked at another port, by the list of recent',
  releases: ['trixie'],
  truth: { causes: ['port-knock-expected'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`iptables -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
      iptables -A INPUT -p tcp --dport 7412 -m recent --name knock --set -j DROP
      iptables -A INPUT -p tcp --dport 22 -m recent --name knock --rcheck --seconds 60 -j ACCEPT
      iptables -A INPUT -p tcp --dport 22 -j DROP`);
  },
};
