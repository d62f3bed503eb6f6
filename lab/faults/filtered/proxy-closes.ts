import type { Fault } from '../../fault.ts';

const accept = `perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalPort => 3129, Listen => 9, ReuseAddr => 1); close $c while $c = $s->accept'`;

export const fault: Fault = {
  id: 'proxy-closes',
  title: 'a proxy on the way takes every connection and hangs up',
  releases: ['bookworm'],
  truth: { causes: ['client-proxy-blocks-22'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.start(accept);
    await net.router.exec('until ss -Htln | grep -q ":3129 "; do sleep 0.05; done');
    await net.router.exec('iptables -t nat -A PREROUTING -i leg1 -p tcp -j REDIRECT --to-ports 3129');
  },
};
