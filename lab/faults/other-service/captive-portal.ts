import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'captive-portal',
  title: 'the first name server is that of a captive portal: every name leads to it, and it speaks HTTP on all ports',
  releases: ['bookworm'],
  truth: { causes: ['nonssh-service'], hidden: ['name-wrong-address'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    net.names([]);
    await serveNames(net, '--address=/#/10.71.1.1');
    await net.router.start(
      `perl -MIO::Socket::INET -e '$SIG{CHLD} = "IGNORE"; my $d = IO::Socket::INET->new(LocalAddr => "10.71.1.1:22", Listen => 9, ReuseAddr => 1) or die; while (my $c = $d->accept) { next if fork; sysread $c, my $q, 9999; print $c "HTTP/1.1 302 Found\\r\\nLocation: http://portal.example/login\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n"; exit }'`,
    );
    await net.router.exec(
      'for i in $(seq 100); do ss -Hltn | grep -q 10.71.1.1:22 && exit 0; sleep 0.05; done; exit 1',
    );
  },
};
