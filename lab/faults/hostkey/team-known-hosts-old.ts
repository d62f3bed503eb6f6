import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'team-known-hosts-old',
  title: 'the list of known hosts of the team has the key that the server had before',
  releases: ['bookworm'],
  truth: { causes: ['host-key-changed'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    await person.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'root@web1', '-f', 'before']);
    const { stdout } = await person.run(['cat', 'before.pub']);
    await person.run(['rm', 'before', 'before.pub']);
    person.write('team/known_hosts', `web1,10.71.2.20 ${stdout}`, 0o644);
    person.write('.ssh/known_hosts', '');
    person.write('.ssh/config', 'Host *\n  GlobalKnownHostsFile ~/team/known_hosts\n');
  },
};
