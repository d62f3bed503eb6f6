import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'protocol-1-only',
  title: 'an old device speaks protocol 1 alone',
  releases: ['bookworm'],
  truth: { causes: ['ssh-protocol-1'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: true,
  told: /Protocol major versions differ: 2 vs\. 1|SSH-1\.5-/,
  breakIt: async (host) => {
    await host.exec('systemctl stop ssh');
    await host.start(`perl -MIO::Socket::INET -e '$SIG{CHLD} = "IGNORE"; \
      $s = IO::Socket::INET->new(LocalPort => 22, Listen => 5, ReuseAddr => 1); \
      while ($c = $s->accept) { next if fork; print $c "SSH-1.5-Cisco-1.25\\n"; $c->flush; sysread $c, $b, 4096; exit }'`);
    await host.exec('until ss -Hltn | grep -q :22; do sleep 0.1; done');
  },
};
