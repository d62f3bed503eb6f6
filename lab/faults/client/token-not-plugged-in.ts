import type { Fault } from '../../fault.ts';

// A key of the kind that lives on a token: its file has the public half and the handle alone.
const make = `use strict; use MIME::Base64;
sub s { pack('N/a*', $_[0]) }
my $type = 'sk-ssh-ed25519@openssh.com';
my $point = pack('H*', 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
my $public = &s($type) . &s($point) . &s('ssh:');
my $secret = pack('N2', 7, 7) . $public . chr(1) . &s('k' x 64) . &s('') . &s('alice@token');
$secret .= chr(++$a) while length($secret) % 8;
my $file = "openssh-key-v1\\0" . &s('none') . &s('none') . &s('') . pack('N', 1) . &s($public) . &s($secret);
open my $f, '>', '.ssh/id_token' or die; print $f "-----BEGIN OPENSSH PRIVATE KEY-----\\n", encode_base64($file), "-----END OPENSSH PRIVATE KEY-----\\n";
open my $p, '>', '.ssh/id_token.pub' or die; print $p $type, ' ', encode_base64($public, ''), " alice\\@token\\n";
`;

export const fault: Fault = {
  id: 'token-not-plugged-in',
  title: 'the key lives on a FIDO token, and the token is at home',
  releases: ['trixie'],
  truth: { causes: ['client-key-unusable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_token', 'alice@web1'],
  prepare: (host) => host.sshd('PasswordAuthentication no\nKbdInteractiveAuthentication no'),
  breakIt: async (host, { person }) => {
    person.write('make.pl', make);
    await person.run(['sh', '-c', 'umask 077; perl make.pl; rm make.pl .ssh/id_ed25519 .ssh/id_ed25519.pub']);
    const { stdout } = await person.run(['cat', '.ssh/id_token.pub']);
    host.write('/home/alice/.ssh/authorized_keys', stdout, 0o600);
    await host.exec('chown alice:alice /home/alice/.ssh/authorized_keys');
  },
};
