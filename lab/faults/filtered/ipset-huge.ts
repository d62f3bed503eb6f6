import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ipset-huge',
  title: 'an ipset of sixty thousand bad addresses, and the client is among them',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`perl -e 'print "create feed hash:ip maxelem 200000\\n"; for my $i (0..59999) { printf "add feed 45.%d.%d.%d\\n", $i/20000+10, ($i/100)%200, $i%100*2+1 } print "add feed 10.71.1.10\\n"' > /root/feed; ipset restore < /root/feed
      iptables -I INPUT -m set --match-set feed src -j DROP`);
  },
};
