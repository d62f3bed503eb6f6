import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'renewed-and-list-lost',
  title: 'the account had ended and was renewed; the move of the home lost her list of keys',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host, { person }) => {
    await host.exec('chage -E 2020-01-01 alice');
    await person.run(['ssh', '-o', 'BatchMode=yes', 'alice@web1', 'true'], { timeoutMs: 20_000 });
    await host.exec('chage -E -1 alice; rm /home/alice/.ssh/authorized_keys');
  },
};
