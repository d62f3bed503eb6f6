import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'connlimit-neighbours',
  title: 'connlimit on the server counts all of a /24, and neighbours of the client hold the connections',
  releases: ['bookworm'],
  truth: { causes: ['firewall-rate-limit'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('LoginGraceTime 600'),
  breakIt: async (host, net) => {
    await host.exec(
      'iptables -A INPUT -p tcp --syn --dport 22 -m connlimit --connlimit-above 2 --connlimit-mask 24 -j REJECT --reject-with tcp-reset',
    );
    for (let i = 0; i < 2; i++) await net.router.start('(sleep 500 | nc -s 10.71.1.1 10.71.2.20 22)');
    await host.exec("until [ $(ss -Htn state established 'sport = :22' | wc -l) -ge 2 ]; do sleep 0.1; done");
  },
};
