import type { Fault } from '../../fault.ts';

// As Ubuntu does: the ports of sshd_config become those of the socket, at a daemon-reload alone.
const generator = `#!/bin/sh
port=$(sed -n 's/^Port //p' /etc/ssh/sshd_config.d/*.conf /etc/ssh/sshd_config 2>/dev/null | head -n 1)
mkdir -p "$1/ssh.socket.d"
printf '[Socket]\\nBindIPv6Only=ipv6-only\\nListenStream=\\nListenStream=0.0.0.0:%s\\nListenStream=[::]:%s\\n' $port $port > "$1/ssh.socket.d/addresses.conf"
`;

export const fault: Fault = {
  id: 'socket-generator-not-reloaded',
  title: 'sshd_config has port 22 again, and the socket still has the port that a generator made of the old file',
  releases: ['trixie'],
  truth: { causes: ['socket-activation-port'], hidden: ['sshd-port-changed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/systemd/system-generators/sshd-socket-generator', generator, 0o755);
    host.sshd('Port 2022');
  },
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh.service && systemctl enable --now ssh.socket');
    host.sshd('Port 22');
    await host.exec('systemctl restart ssh.socket');
  },
};
