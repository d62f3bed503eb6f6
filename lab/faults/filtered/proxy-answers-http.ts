import type { Fault } from '../../fault.ts';

const answer = 'HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Length: 0\\r\\n\\r\\n';
const serve = `perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalPort => 3129, Listen => 9, ReuseAddr => 1); while ($c = $s->accept) { $c->sysread($b, 999); print {$c} "${answer}"; close $c }'`;

export const fault: Fault = {
  id: 'proxy-answers-http',
  title: 'a web proxy on the way takes every connection and answers in HTTP',
  releases: ['trixie'],
  truth: { causes: ['client-proxy-blocks-22'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.start(serve);
    await net.router.exec('until ss -Htln | grep -q ":3129 "; do sleep 0.05; done');
    await net.router.exec('iptables -t nat -A PREROUTING -i leg1 -p tcp -j REDIRECT --to-ports 3129');
  },
};
