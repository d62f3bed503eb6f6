import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'persource-prefix-ipv6',
  title: 'PerSourceNetBlockSize counts a whole /64, and two machines beside the client hold logins',
  releases: ['trixie'],
  truth: { causes: ['rate-limit-per-source'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host) => host.sshd('PerSourceMaxStartups 2\nPerSourceNetBlockSize 24:64\nMaxStartups 50'),
  breakIt: async (host, net) => {
    await net.client.exec('ip address add 2001:db8:71:1::91/64 dev eth0 nodad');
    await net.client.exec('ip -6 route replace default via 2001:db8:71:1::1 src 2001:db8:71:1::10');
    for (let i = 0; i < 2; i++) await net.client.start('(sleep 300 | nc -s 2001:db8:71:1::91 2001:db8:71:2::20 22)');
    await host.exec("until [ $(ss -Htn state established 'sport = 22' | wc -l) = 2 ]; do sleep 0.1; done; sleep 0.3");
  },
};
