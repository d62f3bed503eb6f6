import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'proxycommand-http-forbidden',
  title: 'the proxy for ProxyCommand takes CONNECT, and denies port 22',
  releases: ['bookworm'],
  truth: { causes: ['proxycommand-failed'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.router.start(
      `perl -MIO::Socket::INET -e '$SIG{CHLD} = "IGNORE"; my $d = IO::Socket::INET->new(LocalAddr => "10.71.1.1:3128", Listen => 9, ReuseAddr => 1) or die; while (my $c = $d->accept) { next if fork; sysread $c, my $q, 9999; print $c "HTTP/1.1 403 Forbidden\\r\\nServer: squid/5.7\\r\\nX-Squid-Error: ERR_ACCESS_DENIED 0\\r\\nConnection: close\\r\\n\\r\\n<html>denied</html>"; exit }'`,
    );
    await net.router.exec('for i in $(seq 100); do ss -Hltn | grep -q :3128 && exit 0; sleep 0.05; done; exit 1');
    net.person.write('.ssh/config', 'Host web1\n  ProxyCommand nc -X connect -x 10.71.1.1:3128 %h %p\n');
  },
};
