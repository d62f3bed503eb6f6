import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'port-taken-dropbear',
  title: 'dropbear with keys of its own took port 22 first',
  releases: ['trixie'],
  truth: { causes: ['host-key-changed'], hidden: ['port-taken'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  told: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
  breakIt: async (host) => {
    await host.exec('systemctl stop ssh');
    await host.exec('mkdir -p /etc/dropbear');
    await host.start('dropbear -F -R -p 22');
    await host.exec(
      'timeout 10 sh -c "until ss -Hltn | grep -q :22; do sleep 0.1; done"; systemctl restart ssh || true',
    );
    await host.exec('timeout 10 sh -c "until journalctl | grep -q already.in.use; do sleep 0.1; done"');
  },
};
