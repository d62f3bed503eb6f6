import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-socket-own-port',
  title: 'ssh.socket has port 22 at one address, and sshd_config another port that nothing reads',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    host.sshd('Port 2022\nListenAddress 10.9.9.9\nLoginGraceTime 0');
    host.write(
      '/etc/systemd/system/ssh.socket.d/address.conf',
      '[Socket]\nListenStream=\nListenStream=10.71.2.20:22\nFreeBind=yes\nBacklog=5\n',
    );
  },
  breakIt: async (host) => {
    await host.attempt('systemctl disable --now ssh.service');
    await host.exec('systemctl reset-failed ssh.service; systemctl enable --now ssh.socket');
  },
};
