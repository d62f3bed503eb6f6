import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'match-refuses-another-address',
  title: 'a Match block refuses her from the network of a colleague, who tried; her own key is not listed',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('Match Address 10.71.2.0/24\n  AllowUsers bob'),
  breakIt: async (host, { router }) => {
    await host.exec(
      `ssh-keygen -q -t ed25519 -N '' -C alice@desk -f /root/desk && cp /root/desk.pub /home/alice/.ssh/authorized_keys`,
    );
    const options = '-F none -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null';
    for (let round = 0; round < 3; round++) await router.exec(`ssh ${options} alice@10.71.2.20 true 2>&1 || true`);
  },
};
