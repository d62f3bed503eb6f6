import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'account-twice-first-wins',
  title: 'a merge of two hosts gave /etc/passwd two lines for the account, and the first has another home',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`mkdir -p -m 700 /srv/alice; chown alice: /srv/alice
sed -i '/^alice:/{h;s#/home/alice#/srv/alice#;G}' /etc/passwd; grep -c ^alice: /etc/passwd | grep -qx 2`);
  },
};
