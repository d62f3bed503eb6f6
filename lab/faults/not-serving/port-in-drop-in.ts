import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'port-in-drop-in',
  title: 'a drop-in of a tool moves sshd to port 2022, and the main file still says 22 in vain',
  releases: ['trixie'],
  truth: { causes: ['sshd-port-changed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`printf 'Port 2022\n' > /etc/ssh/sshd_config.d/10-port.conf && systemctl restart ssh`);
  },
};
