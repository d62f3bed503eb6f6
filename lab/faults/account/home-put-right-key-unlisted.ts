import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'home-put-right-key-unlisted',
  title: 'the home was open to all and is no longer; now her list holds the key of another computer',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host, { person }) => {
    await host.exec('chmod 777 /home/alice');
    for (let round = 0; round < 2; round++)
      await person.run(['ssh', '-o', 'BatchMode=yes', 'alice@web1', 'true'], { timeoutMs: 20_000 });
    await host.exec('chmod 755 /home/alice');
    await host.exec(
      `ssh-keygen -q -t ed25519 -N '' -C alice@desk -f /root/desk && cp /root/desk.pub /home/alice/.ssh/authorized_keys`,
    );
  },
};
