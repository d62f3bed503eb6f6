import { mkdirSync, symlinkSync } from 'node:fs';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-ordering-cycle',
  title: 'an agent and sshd require each other and each wants to start last: systemd leaves both out of the boot',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    const own = '/etc/systemd/system';
    host.write(
      `${own}/agent.service`,
      '[Unit]\nRequires=ssh.service\nAfter=ssh.service\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n',
    );
    host.write(`${own}/ssh.service.d/agent.conf`, '[Unit]\nRequires=agent.service\nAfter=agent.service\n');
    mkdirSync(`${host.root}${own}/multi-user.target.wants`, { recursive: true });
    symlinkSync(`${own}/agent.service`, `${host.root}${own}/multi-user.target.wants/agent.service`);
  },
};
