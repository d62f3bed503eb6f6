import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'name-leads-to-bastion',
  title: 'the name leads to the bastion, whose key is known under its own name',
  releases: ['bookworm'],
  truth: { causes: ['wrong-host-answers'], hidden: ['name-wrong-address'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: false,
  jump: true,
  breakIt: async (host, net) => {
    // Hosts of one tree share their keys.
    await net.bastion?.exec('rm /etc/ssh/ssh_host_* && ssh-keygen -q -A && systemctl restart ssh');
    const ofServer = await host.exec('cat /etc/ssh/ssh_host_*_key.pub');
    const ofBastion = (await net.bastion?.exec('cat /etc/ssh/ssh_host_*_key.pub')) ?? '';
    const known = (names: string, keys: string): string => keys.replace(/^(?=.)/gm, `${names} `);
    net.person.write('.ssh/known_hosts', known('web1', ofServer) + known('bastion,10.71.3.30', ofBastion));
    net.names(['10.71.3.30 web1', '10.71.3.30 bastion']);
  },
};
