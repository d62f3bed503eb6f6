import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'queue-without-reader',
  title: 'a rule hands port 22 to an inspection program that is not running',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`iptables -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -m recent --name SSH --set
      for i in 1 2 3 4 5 6; do echo +203.0.113.$i > /proc/net/xt_recent/SSH; done
      iptables -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -m recent --name SSH --update --seconds 60 --hitcount 15 -j DROP
      iptables -A INPUT -p tcp -m multiport --dports 22,80,443 -j NFQUEUE --queue-num 3`);
  },
};
