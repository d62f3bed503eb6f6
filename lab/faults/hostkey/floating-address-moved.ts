import type { Fault } from '../../fault.ts';
import { listens } from '../../services.ts';

export const fault: Fault = {
  id: 'floating-address-moved',
  title: 'the address moved to the standby machine, which has host keys of its own',
  releases: ['bookworm'],
  truth: { causes: ['wrong-host-answers'], hidden: ['host-key-changed'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: false,
  jump: true,
  breakIt: async (_host, { bastion, router }) => {
    if (bastion === null) throw new Error('no bastion');
    await bastion.exec(
      `rm /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh; ip addr add 10.71.2.20/32 dev lo`,
    );
    await router.exec('ip route add 10.71.2.20/32 via 10.71.3.30');
    await listens(bastion, 22);
  },
};
