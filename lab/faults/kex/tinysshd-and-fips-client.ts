import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'tinysshd-and-fips-client',
  title: 'a client that keeps to FIPS algorithms, and TinySSH, which has none of them',
  releases: ['bookworm'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  told: /no matching key exchange method found/,
  breakIt: async (host, { person }) => {
    await host.exec('systemctl stop ssh; rm -rf /etc/tinyssh/sshkeydir; tinysshd-makekey /etc/tinyssh/sshkeydir');
    await host.start("socat TCP-LISTEN:22,fork,reuseaddr EXEC:'tinysshd /etc/tinyssh/sshkeydir'");
    await host.exec('until ss -Hltn | grep -q :22; do sleep 0.1; done');
    person.write(
      '.ssh/config',
      'Host *\n  KexAlgorithms ecdh-sha2-nistp256,diffie-hellman-group14-sha256\n  Ciphers aes256-gcm@openssh.com,aes256-ctr\n',
    );
  },
};
