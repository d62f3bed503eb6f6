import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-user-certificate',
  title: 'a login by certificate, and no key in any list',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.remove('/home/alice/.ssh/authorized_keys');
    host.sshd('TrustedUserCAKeys /etc/ssh/users-ca.pub');
  },
  breakIt: async (host, net) => {
    await net.person.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', 'ca']);
    await net.person.run([
      'ssh-keygen',
      '-q',
      '-s',
      'ca',
      '-I',
      'alice',
      '-n',
      'alice',
      '-V',
      '-1d:+1d',
      '.ssh/id_ed25519.pub',
    ]);
    host.write('/etc/ssh/users-ca.pub', (await net.person.run(['cat', 'ca.pub'])).stdout);
    await host.exec('systemctl reload ssh');
  },
};
