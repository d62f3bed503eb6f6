import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'knockd-reject',
  title: 'knockd opens the port, and the rest is rejected',
  releases: ['trixie'],
  truth: { causes: ['port-knock-expected'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/default/knockd', 'START_KNOCKD=1\nKNOCKD_OPTS="-i eth0"\n'),
  breakIt: async (host) => {
    await host.exec('systemctl start knockd && until systemctl is-active knockd; do sleep 0.1; done');
    await host.exec(
      `nft 'add table inet filter; add chain inet filter input { type filter hook input priority 0; }; add rule inet filter input ct state established accept; add rule inet filter input tcp dport 22 reject'`,
    );
  },
};
