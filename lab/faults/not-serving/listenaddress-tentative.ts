import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'listenaddress-tentative',
  title: 'ListenAddress is an IPv6 address that was still checked for duplicates when sshd started',
  releases: ['trixie'],
  truth: { causes: ['listenaddress-race'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host, net) => {
    host.write(
      '/etc/systemd/system/second-address.service',
      '[Unit]\nBefore=ssh.service\n[Service]\nType=oneshot\nExecStart=/sbin/ip address add 2001:db8:71:2::77/64 dev eth0\n',
    );
    host.write('/etc/systemd/system/ssh.service.d/second.conf', '[Unit]\nRequires=second-address.service\n');
    host.sshd('ListenAddress 2001:db8:71:2::77');
    net.names(['2001:db8:71:2::77 web1']);
  },
  breakIt: async (host) => {
    await host.exec('timeout 10 sh -c "while ip -6 address show tentative | grep -q ::77; do sleep 0.1; done"');
  },
};
