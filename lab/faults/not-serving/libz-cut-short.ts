import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'libz-cut-short',
  title: 'an upgrade of zlib stopped half-way under a running sshd',
  releases: ['bookworm'],
  truth: { causes: ['sshd-upgrade-mismatch'], hidden: ['sshd-crash'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`cd /usr/lib/x86_64-linux-gnu; f=$(readlink -f libz.so.1)
head -c 20000 $f > $f.dpkg-new; chmod 644 $f.dpkg-new; mv $f.dpkg-new $f`);
  },
};
