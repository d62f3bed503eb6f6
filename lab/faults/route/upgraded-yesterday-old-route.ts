import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'upgraded-yesterday-old-route',
  title:
    'sshd was upgraded yesterday, and a static route to the network of the client leads to a router that was taken away',
  releases: ['trixie'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`d=$(date -d yesterday '+%F %T')
      for a in 'upgrade openssh-server:amd64 1:9.9p1-1 1:10.0p1-7' 'status half-configured openssh-server:amd64 1:10.0p1-7' 'status installed openssh-server:amd64 1:10.0p1-7'; do echo "$d $a" >> /var/log/dpkg.log; done
      ip -6 route replace default via 2001:db8:71:2::dead
      ip route add 10.71.1.0/24 via 10.71.2.253`);
  },
};
