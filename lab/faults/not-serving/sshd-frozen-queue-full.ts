import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-frozen-queue-full',
  title: 'the listener is stopped, and the connections of others fill its queue',
  releases: ['bookworm'],
  truth: { causes: ['sshd-frozen'], hidden: ['accept-queue-full'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec('kill -STOP $(systemctl show -P MainPID ssh)');
    await net.router.start(
      "perl -MIO::Socket::INET -e 'for (1..140) { push @s, IO::Socket::INET->new(PeerAddr => q(10.71.2.20:22), Timeout => 1) or last } sleep 300'",
    );
    await host.exec('timeout 20 sh -c "until nstat -az TcpExtListenDrops | grep -q [1-9]; do sleep 0.1; done"');
  },
};
