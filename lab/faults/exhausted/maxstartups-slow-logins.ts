import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxstartups-slow-logins',
  title: 'jobs whose logins are slow hold all that MaxStartups admits',
  releases: ['bullseye'],
  truth: { causes: ['maxstartups'], stage: 'identification', outcome: 'confirmed' },
  // PerSourceMaxStartups says the same.
  clientSettles: false,
  prepare: (host) => {
    host.write('/usr/local/bin/fetch-keys', '#!/bin/sh\nsleep 90\n', 0o755);
    host.sshd(
      'MaxStartups 2\nAuthorizedKeysCommand /usr/local/bin/fetch-keys\nAuthorizedKeysCommandUser nobody\nAuthorizedKeysFile none',
    );
  },
  breakIt: async (host, net) => {
    const ssh = 'ssh -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null';
    const key = `${net.person.home}/.ssh/id_ed25519`;
    for (let i = 0; i < 2; i++) await net.client.start(`${ssh} -i ${key} alice@10.71.2.20 true`);
    await host.exec('until [ $(pgrep -c fetch-keys) = 2 ]; do sleep 0.1; done');
  },
};
