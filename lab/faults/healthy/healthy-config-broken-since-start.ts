import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-config-broken-since-start',
  title: 'somebody wrote a wrong line into the configuration, and the sshd that runs has not read it',
  releases: ['trixie'],
  truth: { causes: [], hidden: ['sshd-config-error'], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    host.write('/etc/ssh/sshd_config.d/99-todo.conf', 'PermitRootLogn no\nListenAddress 127.0.0.1\nPort 2222\n');
    await host.exec('systemctl reload ssh || true; systemctl is-active ssh');
  },
};
