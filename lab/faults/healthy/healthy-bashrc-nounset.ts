import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-bashrc-nounset',
  title: '.bashrc forbids unset variables and reads one, and bash leaves that file and goes on',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`printf '%s\\n' 'set -u' 'case $PROMPT_STYLE in short) PS1=: ;; esac' > /home/alice/.bashrc`);
  },
};
