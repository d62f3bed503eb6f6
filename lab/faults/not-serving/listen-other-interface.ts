import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'listen-other-interface',
  title: 'ListenAddress names the address of the management network alone',
  releases: ['bookworm'],
  truth: { causes: ['sshd-listen-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write(
      '/etc/systemd/system/management.service',
      '[Unit]\nBefore=ssh.service\n[Service]\nType=oneshot\nExecStart=/sbin/ip address add 10.99.0.20/24 dev eth0\n',
    );
    host.write('/etc/systemd/system/ssh.service.d/management.conf', '[Unit]\nRequires=management.service\n');
    host.sshd('ListenAddress 10.99.0.20');
  },
};
