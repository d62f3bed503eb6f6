import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'socket-bound-to-device',
  title: 'the socket of systemd is bound to another interface',
  releases: ['trixie'],
  truth: { causes: ['sshd-listen-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/systemd/system/ssh.socket.d/device.conf', '[Socket]\nBindToDevice=lo\n'),
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh.service && systemctl enable --now ssh.socket');
  },
};
