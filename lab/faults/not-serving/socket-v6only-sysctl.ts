import type { Fault } from '../../fault.ts';
import { listening } from '../../layouts.ts';

export const fault: Fault = {
  id: 'socket-v6only-sysctl',
  title: 'ssh.socket has one line for both families, and a sysctl keeps sockets of IPv6 to IPv6',
  releases: ['bookworm'],
  truth: { causes: ['sshd-listen-address'], hidden: ['socket-activation-port'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host, _net) => {
    await host.exec(
      `mount -o remount,rw /proc/sys 2>/dev/null; mount -o remount,rw,bind /proc/sys 2>/dev/null; echo 1 > /proc/sys/net/ipv6/bindv6only; systemctl disable --now ssh; systemctl start ssh.socket; ${listening}`,
    );
  },
};
