import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'socket-loopback-only',
  title: 'the socket of systemd listens on loopback alone',
  releases: ['trixie'],
  truth: { causes: ['sshd-listen-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write('/etc/systemd/system/ssh.socket.d/near.conf', '[Socket]\nListenStream=\nListenStream=127.0.0.1:22\n'),
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh.service && systemctl enable --now ssh.socket');
  },
};
