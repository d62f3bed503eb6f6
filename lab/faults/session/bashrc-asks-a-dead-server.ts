import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bashrc-asks-a-dead-server',
  title: '.bashrc asks a licence server that does not answer',
  releases: ['trixie'],
  truth: { causes: ['startup-hangs'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      "printf 'read -r LICENCE < /dev/tcp/10.71.2.77/27000; export LICENCE\\n' | cat - /home/alice/.bashrc > /tmp/b; cat /tmp/b > /home/alice/.bashrc; ip neighbour replace 10.71.2.77 lladdr 02:00:00:00:00:77 dev eth0 nud permanent",
    );
  },
};
