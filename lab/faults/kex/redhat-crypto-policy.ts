import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'redhat-crypto-policy',
  title: 'a policy of the system leaves sshd the NIST curves, and the client insists on another',
  releases: ['trixie'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'KexAlgorithms=curve25519-sha256', 'alice@web1'],
  prepare: (host) => {
    host.write(
      '/etc/crypto-policies/back-ends/opensshserver.config',
      'Ciphers aes256-gcm@openssh.com,aes256-ctr\nMACs hmac-sha2-256-etm@openssh.com,hmac-sha2-256\nKexAlgorithms ecdh-sha2-nistp256,ecdh-sha2-nistp384\n',
    );
    host.write(
      '/etc/ssh/sshd_config.d/50-redhat.conf',
      '# This file is part of the policy of the system\nInclude /etc/crypto-policies/back-ends/opensshserver.config\nSyslogFacility AUTHPRIV\n',
    );
  },
};
