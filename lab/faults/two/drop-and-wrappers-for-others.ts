import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'drop-and-wrappers-for-others',
  title: 'iptables drops the port; TCP wrappers refuse another daemon and another network',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/hosts.deny', 'vsftpd: ALL\nsshd: 192.0.2. .bad.example\n# sshd: ALL\n');
  },
  breakIt: async (host) => {
    await host.exec(`iptables -A INPUT -p tcp --dport 22 -j DROP`);
  },
};
