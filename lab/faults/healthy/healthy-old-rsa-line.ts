import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-old-rsa-line',
  title: 'known_hosts has an old RSA key of the server as well, which nobody asks for',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host, { person }) => {
    await person.run(['ssh-keygen', '-q', '-t', 'rsa', '-N', '', '-f', 'old']);
    const { stdout } = await person.run(['cat', 'old.pub']);
    await person.run(['rm', 'old', 'old.pub']);
    const now = await host.exec('cat /etc/ssh/ssh_host_ed25519_key.pub');
    person.write('.ssh/known_hosts', `web1,10.71.2.20 ${stdout.trim()}\nweb1,10.71.2.20 ${now}`);
  },
};
