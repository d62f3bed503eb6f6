import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'subsystem-twice',
  title: 'a drop-in for SFTP defines the subsystem that sshd_config defines already',
  releases: ['bookworm'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.write('/etc/ssh/sshd_config.d/20-sftp.conf', 'Subsystem sftp internal-sftp\n');
    await host.exec('systemctl restart ssh || true');
  },
};
