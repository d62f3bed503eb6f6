import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'loopback-and-lax-home',
  title: 'sshd listens on loopback alone; everybody may write to the home, which it does not mind',
  releases: ['trixie'],
  truth: { causes: ['sshd-listen-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('StrictModes no\nListenAddress 127.0.0.1');
  },
  breakIt: async (host) => {
    await host.exec(`chmod 777 /home/alice /home/alice/.ssh; chmod 666 /home/alice/.ssh/authorized_keys`);
  },
};
