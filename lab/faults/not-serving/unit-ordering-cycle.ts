import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-ordering-cycle',
  title: 'two units each want to start after the other, and systemd leaves sshd out of the boot',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    const own = '/etc/systemd/system';
    host.write(
      `${own}/agent.service`,
      '[Unit]\nRequires=ssh.service\nAfter=ssh.service\n[Service]\nType=oneshot\nExecStart=/bin/true\n',
    );
    host.write(`${own}/ssh.service.d/agent.conf`, '[Unit]\nAfter=agent.service\n');
    host.write(`${own}/basic.target.d/agent.conf`, '[Unit]\nRequires=agent.service\nAfter=agent.service\n');
  },
};
