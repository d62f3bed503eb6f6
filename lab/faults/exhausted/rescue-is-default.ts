import { symlink } from 'node:fs/promises';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'rescue-is-default',
  title: 'after a repair rescue.target stayed the default, and the host has booted since',
  releases: ['bullseye'],
  truth: { causes: ['boot-emergency-mode'], hidden: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: async (host) => {
    await symlink('/lib/systemd/system/rescue.target', `${host.root}/etc/systemd/system/default.target`);
  },
  breakIt: async (host) => {
    await host.exec('systemctl is-active rescue.target; ! systemctl is-active ssh');
  },
};
