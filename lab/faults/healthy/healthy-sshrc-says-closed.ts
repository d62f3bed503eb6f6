import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-sshrc-says-closed',
  title: 'an sshrc that tells on standard error of connections closed and accounts not available',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    const says = [
      'Connection to web1 closed by remote host.',
      'This account is currently not available.',
      'client_loop: send disconnect: Broken pipe',
    ];
    host.write('/etc/ssh/sshrc', says.map((line) => `echo '${line}' >&2\n`).join(''));
    host.write('/etc/motd', `${says.join('\n')}\n`);
  },
};
