import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bot-and-authority-mark',
  title: 'a bot tries her account in vain all day; her key is marked as an authority in her list',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host, { router, state }) => {
    await host.exec("sed -i 's/^/cert-authority /' /home/alice/.ssh/authorized_keys");
    await router.exec(
      `mkdir ${state}/bot; for i in 1 2 3 4 5 6 7; do ssh-keygen -q -t ed25519 -N '' -f ${state}/bot/$i; done`,
    );
    const options =
      '-F none -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o IdentitiesOnly=yes';
    const keys = [1, 2, 3, 4, 5, 6, 7].map((n) => `-i ${state}/bot/${n}`).join(' ');
    for (let round = 0; round < 4; round++)
      await router.exec(`ssh ${options} ${keys} alice@10.71.2.20 true 2>&1 || true`);
  },
};
