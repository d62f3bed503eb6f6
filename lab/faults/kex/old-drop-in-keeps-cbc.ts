import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'old-drop-in-keeps-cbc',
  title: 'a hardening drop-in asks for GCM, and an older drop-in before it leaves only CBC',
  releases: ['bookworm'],
  truth: { causes: ['algorithm-mismatch'], hidden: ['config-first-value-wins'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  told: /no matching cipher found/,
  prepare: (host) => {
    host.write('/etc/ssh/sshd_config.d/10-scanner.conf', 'Ciphers aes256-cbc,aes128-cbc\n');
    host.sshd('Ciphers aes256-gcm@openssh.com,aes128-gcm@openssh.com\nMACs hmac-sha2-512-etm@openssh.com');
  },
};
