import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'socket-bind-ipv6-only',
  title: 'a drop-in of ssh.socket binds IPv6 alone, and the client comes over IPv4',
  releases: ['trixie'],
  truth: { causes: ['sshd-listen-address'], hidden: ['socket-activation-port'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write(
      '/etc/systemd/system/ssh.socket.d/dual.conf',
      '[Socket]\nListenStream=\nListenStream=[::]:22\nBindIPv6Only=ipv6-only\n',
    ),
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh.service; systemctl enable --now ssh.socket');
  },
};
