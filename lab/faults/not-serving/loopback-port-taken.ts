import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'loopback-port-taken',
  title: 'a tunnel holds port 22 of loopback, so sshd gets the port of IPv6 alone',
  releases: ['bookworm'],
  truth: { causes: ['port-taken'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write(
      '/etc/systemd/system/tunnel.service',
      '[Unit]\nBefore=ssh.service\n[Service]\nExecStart=/usr/bin/socat TCP4-LISTEN:22,bind=127.0.0.1,fork,reuseaddr TCP:10.99.0.7:22\nExecStartPost=/bin/sh -c "until ss -Hltn | grep -q 127.0.0.1:22; do sleep 0.05; done"\n',
    );
    host.write('/etc/systemd/system/ssh.service.d/tunnel.conf', '[Unit]\nWants=tunnel.service\nAfter=tunnel.service\n');
  },
};
