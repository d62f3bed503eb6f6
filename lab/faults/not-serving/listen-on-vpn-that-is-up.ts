import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'listen-on-vpn-that-is-up',
  title: 'sshd listens on the address of a VPN that is up, and the client dials the public one',
  releases: ['trixie'],
  truth: { causes: ['sshd-listen-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write(
      '/etc/systemd/system/vpn.service',
      '[Unit]\nBefore=ssh.service\n[Service]\nType=oneshot\nExecStart=/bin/sh -c "ip tuntap add tun0 mode tun || ip link add tun0 type bridge; ip address add 10.8.0.1/24 dev tun0; ip link set tun0 up"\n',
    );
    host.write('/etc/systemd/system/ssh.service.d/vpn.conf', '[Unit]\nWants=vpn.service\nAfter=vpn.service\n');
    host.sshd('ListenAddress 10.8.0.1\nListenAddress 127.0.0.1');
    host.write('/etc/hosts.deny', 'sshd: 198.51.100.0/255.255.255.0\n');
  },
  breakIt: async (host) => {
    await host.exec(`nft 'add table inet docker; add chain inet docker forward { type filter hook forward priority 0; policy drop; }'
      ip link add docker0 type bridge && ip address add 172.17.0.1/16 dev docker0 && ip link set docker0 up
      for i in 1 2 3 4; do logger -t sshd -p auth.err "Failed password for root from 203.0.113.$i port 4$i ssh2"; done`);
  },
};
