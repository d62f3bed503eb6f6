import type { Fault } from '../../fault.ts';
import { listening, sshdAlone, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'container-expired-no-pam',
  title: 'a container that keeps no log, the account has ended, and sshd is without PAM',
  releases: ['trixie'],
  truth: { causes: ['account-expired'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: sshdAlone,
  prepare: (host) => {
    withoutSystemd(host);
    host.sshd('UsePAM no');
  },
  breakIt: async (host) => {
    await host.exec(`chage -E 2020-01-01 alice; ${listening}`);
  },
};
