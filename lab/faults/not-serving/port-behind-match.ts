import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'port-behind-match',
  title: 'a tool appended Port to sshd_config, and it fell behind a Match block',
  releases: ['trixie'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`printf '\nMatch User git\n  AllowTcpForwarding no\nPort 22\n' >> /etc/ssh/sshd_config`);
    await host.exec('systemctl restart ssh || true');
  },
};
