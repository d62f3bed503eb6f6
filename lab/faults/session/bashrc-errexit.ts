import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bashrc-errexit',
  title: 'set -e in .bashrc, and a search that finds nothing; ForceCommand is for another account',
  releases: ['bookworm'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('Match User backup\n  ForceCommand /bin/false\nMatch Address 10.99.0.0/16\n  ForceCommand /bin/false');
    host.write(
      '/home/alice/.bashrc',
      'set -e\ncase $- in *i*) echo "Welcome back" ;; esac\ngrep -q ops /etc/team\nexport TEAM=ops\n',
    );
    host.write('/etc/team', 'web\n');
  },
};
