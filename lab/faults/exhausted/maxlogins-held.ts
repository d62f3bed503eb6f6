import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxlogins-held',
  title: 'limits.conf lets alice log in once, and she is there already',
  releases: ['bookworm'],
  truth: { causes: ['session-limit'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  told: /too many logins/i,
  prepare: (host) => host.write('/etc/security/limits.d/90-lab.conf', 'alice hard maxlogins 1\n'),
  breakIt: async (host, net) => {
    const key = `${net.person.home}/.ssh/id_ed25519`;
    const quiet = '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null';
    await net.client.start(`(sleep 300 | ssh -tt ${quiet} -i ${key} alice@10.71.2.20 cat)`);
    await host.exec('until who | grep -q alice; do sleep 0.1; done');
  },
};
