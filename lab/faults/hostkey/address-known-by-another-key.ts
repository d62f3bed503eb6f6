import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'address-known-by-another-key',
  title:
    'CheckHostIP: the key of the name is right, and the address stands in known_hosts with the key of another machine',
  releases: ['trixie'],
  truth: { causes: ['host-key-changed'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'CheckHostIP=yes', '-o', 'StrictHostKeyChecking=yes', 'alice@web1'],
  breakIt: async (host, { person }) => {
    const key = await host.exec('cut -d " " -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub');
    await host.exec("ssh-keygen -q -t ed25519 -N '' -f /root/other");
    person.write('.ssh/known_hosts', `web1 ${key}10.71.2.20 ${await host.exec('cat /root/other.pub')}`);
  },
};
