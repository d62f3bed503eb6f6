import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'legacy-drop-and-open-home',
  title: 'iptables-legacy drops the port, and everybody may write to the home',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], hidden: ['home-perms-strictmodes'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`chmod o+w /home/alice; iptables-legacy -A INPUT -p tcp --dport 22 -j DROP`);
  },
};
