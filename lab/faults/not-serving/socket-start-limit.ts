import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'socket-start-limit',
  title: 'ssh.socket gives up since sshd refuses its configuration at each start',
  releases: ['bookworm'],
  truth: { causes: ['sshd-config-error'], hidden: ['socket-trigger-limit'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('UsePAM sometimes'),
  breakIt: async (host, net) => {
    await host.attempt('systemctl disable --now ssh.service');
    await host.exec('systemctl reset-failed ssh.service; systemctl enable --now ssh.socket');
    // Whoever tries to log in meanwhile wears the patience of systemd down.
    for (let round = 0; round < 30; round++) {
      await net.person.run(['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=2', 'alice@web1'], { timeoutMs: 5000 });
      if ((await host.attempt('systemctl is-failed ssh.socket')).status === 0) return;
    }
    throw new Error('ssh.socket did not give up');
  },
};
