import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'socket-port-drop-in',
  title: 'an old drop-in of ssh.socket says 2222, and sshd_config says 22 again',
  releases: ['trixie'],
  truth: { causes: ['socket-activation-port'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write('/etc/systemd/system/ssh.socket.d/port.conf', '[Socket]\nListenStream=\nListenStream=2222\n'),
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh.service && systemctl enable --now ssh.socket');
  },
};
