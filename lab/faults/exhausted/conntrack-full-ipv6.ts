import type { Fault } from '../../fault.ts';

/** Prints as many lines for `conntrack -R` as its table may have: flows of a DNS server that have had answers. */
const flows = `my $max = shift;
for my $i (0 .. $max - 1) {
  my ($host, $port) = (sprintf('2001:db8:99:%x::%x', int($i / 12800000), 1 + int($i / 50000)), 1024 + $i % 50000);
  print "-A -t 3600 -u SEEN_REPLY,ASSURED -s $host -d 2001:db8:71:2::20 -r 2001:db8:71:2::20 -q $host -p udp";
  print " --sport $port --dport 53 --reply-port-src 53 --reply-port-dst $port\\n";
}
`;

const count = '/proc/sys/net/netfilter/nf_conntrack_count';
const max = '/proc/sys/net/netfilter/nf_conntrack_max';

export const fault: Fault = {
  id: 'conntrack-full-ipv6',
  title: 'a name server fills the table of connections over IPv6, beside a limit that the client does not reach',
  releases: ['trixie'],
  truth: { causes: ['conntrack-full'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host) => host.write('/root/flows.pl', flows),
  breakIt: async (host) => {
    await host.exec('ip6tables -A INPUT -p tcp --dport 22 -m conntrack --ctstate ESTABLISHED -j ACCEPT');
    await host.exec('ip6tables -A INPUT -p tcp --dport 22 -m limit --limit 50/sec --limit-burst 100 -j ACCEPT');
    await host.exec('ip6tables -A INPUT -p tcp --dport 22 -j DROP');
    await host.exec(`perl /root/flows.pl $(cat ${max}) > /root/flows; conntrack -R /root/flows; rm /root/flows`);
    await host.exec(`[ $(cat ${count}) -ge $(($(cat ${max}) - 1)) ]`);
  },
};
