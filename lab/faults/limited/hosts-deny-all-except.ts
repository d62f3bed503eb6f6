import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hosts-deny-all-except',
  title: 'hosts.deny denies all except one network, and fail2ban has banned somebody else',
  releases: ['bookworm'],
  truth: { causes: ['hosts-deny'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/hosts.deny', 'sshd: ALL EXCEPT 10.71.2.0/255.255.255.0\n'),
  breakIt: async (host) => {
    await host.exec(
      "printf '[sshd]\\nenabled = true\\nbackend = systemd\\n' > /etc/fail2ban/jail.d/lab.conf; systemctl start fail2ban",
    );
    await host.exec('until fail2ban-client set sshd banip 10.71.1.11; do sleep 0.2; done');
  },
};
