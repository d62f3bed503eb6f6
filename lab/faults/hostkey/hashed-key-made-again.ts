import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hashed-key-made-again',
  title: 'the key of the server was made again, and known_hosts has the old one in a hashed line',
  releases: ['bullseye'],
  truth: { causes: ['host-key-changed'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (host, { person }) => {
    await person.run(['ssh-keygen', '-q', '-H', '-f', '.ssh/known_hosts']);
    await host.exec('rm /etc/ssh/ssh_host_*_key* && ssh-keygen -A && systemctl restart ssh');
  },
};
