import type { Fault } from '../../fault.ts';
import { serve } from '../../services.ts';

export const fault: Fault = {
  id: 'inetd-no-run-dir',
  title: 'a super-server starts sshd -i, and nobody makes /run/sshd',
  releases: ['bookworm'],
  truth: { causes: ['run-sshd-missing'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`systemctl disable --now ssh`);
    await host.exec('cp /usr/bin/socat /usr/sbin/inetd');
    await serve(host, 22, `inetd TCP-LISTEN:22,fork,reuseaddr EXEC:"/usr/sbin/sshd -i",nofork`);
  },
};
