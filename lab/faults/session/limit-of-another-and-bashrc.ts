import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'limit-of-another-and-bashrc',
  title: 'limits.conf lets bob log in nowhere, and he tried; her own .bashrc hands over to a shell that ends',
  releases: ['bookworm'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/security/limits.d/50-bob.conf', 'bob hard maxlogins 0\n');
    host.write('/home/alice/.bashrc', '[ -r ~/.stopped ] || exec /usr/bin/env -i /bin/sh -c "exit 254"\n');
  },
  breakIt: async (host, { person }) => {
    await host.exec('useradd -m -s /bin/bash bob; cp -r /home/alice/.ssh /home/bob/; chown -R bob: /home/bob');
    for (let round = 0; round < 2; round++) {
      await person.run(['ssh', '-o', 'BatchMode=yes', 'bob@web1', 'true'], { timeoutMs: 20_000 });
    }
  },
};
