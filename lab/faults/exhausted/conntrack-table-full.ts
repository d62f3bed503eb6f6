import type { Fault } from '../../fault.ts';

/** Prints as many lines for `conntrack -R` as its table may have: flows that have had answers, which are never evicted. */
const flows = `my $max = shift;
for my $i (0 .. $max - 1) {
  my ($host, $port) = ('10.9.' . int($i / 12800000) . '.' . (int($i / 50000) % 256), 1024 + $i % 50000);
  print "-A -t 3600 -u SEEN_REPLY,ASSURED -s $host -d 10.71.2.20 -r 10.71.2.20 -q $host -p udp --sport $port --dport 53";
  print " --reply-port-src 53 --reply-port-dst $port\\n";
}
`;

const count = '/proc/sys/net/netfilter/nf_conntrack_count';
const max = '/proc/sys/net/netfilter/nf_conntrack_max';

export const fault: Fault = {
  id: 'conntrack-table-full',
  title: 'a stateful firewall, and the table of connections is full of others',
  releases: ['bookworm'],
  truth: { causes: ['conntrack-full'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/root/flows.pl', flows),
  breakIt: async (host) => {
    await host.exec(`nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; \
add rule inet guard input ct state established accept'`);
    await host.exec(`perl /root/flows.pl $(cat ${max}) > /root/flows; conntrack -R /root/flows; rm /root/flows`);
    await host.exec(`[ $(cat ${count}) -ge $(($(cat ${max}) - 1)) ]`);
  },
};
