import { cpSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';
import { treeOf } from '../../trees.ts';

export const fault: Fault = {
  id: 'libcrypto-of-a-vendor',
  title: 'the installer of a vendor put a libcrypto of a later release into /usr/local/lib, and ldconfig prefers it',
  releases: ['bookworm'],
  truth: { causes: ['sshd-upgrade-mismatch'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    const library = 'usr/lib/x86_64-linux-gnu/libcrypto.so.3';
    cpSync(realpathSync(join(treeOf('trixie'), library)), join(host.root, 'usr/local/lib/libcrypto.so.3'));
    cpSync(join(treeOf('bookworm'), 'usr/lib/x86_64-linux-gnu/libz.so.1'), join(host.root, 'usr/local/lib/libz.so.1'), {
      dereference: true,
    });
    await host.exec('ldconfig');
  },
};
