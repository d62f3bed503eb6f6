import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'drop-and-home-full',
  title: 'iptables drops the port, and /home has not one block left',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], hidden: ['disk-full'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `mkdir /mnt/h; cp -a /home/. /mnt/h/; mount -t tmpfs -o size=64k tmpfs /home; cp -a /mnt/h/. /home/; cat /dev/zero > /home/full || true`,
    );
    await host.exec(`iptables -P INPUT DROP; iptables -A INPUT -p tcp --dport 443 -j ACCEPT`);
  },
};
