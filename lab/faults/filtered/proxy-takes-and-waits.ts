import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'proxy-takes-and-waits',
  title: 'a proxy on the way takes every connection and says nothing; the agent of yesterday is gone',
  releases: ['bookworm'],
  truth: { causes: ['client-proxy-blocks-22'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    net.person.write('.ssh/config', 'Host *\n  IdentityAgent ~/.ssh/agent-of-yesterday\n');
    await net.router.start(
      `perl -MIO::Socket::INET -e 'my $d = IO::Socket::INET->new(LocalPort => 3129, Listen => 99, ReuseAddr => 1) or die; my @c; while (my $c = $d->accept) { push @c, $c }'`,
    );
    await net.router.exec('until ss -Htln | grep -q ":3129 "; do sleep 0.05; done');
    await net.router.exec('iptables -t nat -A PREROUTING -i leg1 -p tcp -j REDIRECT --to-ports 3129');
  },
};
