import type { Fault } from '../../fault.ts';
import { tinyssh } from '../../services.ts';

export const fault: Fault = {
  id: 'tinysshd-home-writable',
  title: 'TinySSH, and anybody may write to the home; the sshd_config of before has StrictModes no',
  releases: ['bookworm'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('StrictModes no'),
  breakIt: async (host, net) => {
    await host.exec('chmod 777 /home/alice');
    await tinyssh(host, net);
  },
};
