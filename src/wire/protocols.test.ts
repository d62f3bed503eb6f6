import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type RecognisedProtocol, recogniseProtocol } from './protocols.ts';

const recognise = (text: string): RecognisedProtocol | null =>
  recogniseProtocol(Uint8Array.from(Buffer.from(text, 'latin1')));

const mysqlGreeting = (version: string): string => `J\0\0\0\x0a${version}\0\x0b\0\0\0abcdefgh\0\xff\xf7`;

const peers: readonly (readonly [string, string, string])[] = [
  ['http', 'HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n', 'HTTP/1.1 400 Bad Request'],
  ['http', '<!DOCTYPE HTML>\n<html lang="en">\n', '<!DOCTYPE HTML>'],
  ['http', '<html>\r\n<head><title>400 Bad Request</title></head>\r\n', '<html>'],
  ['rtsp', 'RTSP/1.0 400 Bad Request\r\n', 'RTSP/1.0 400 Bad Request'],
  ['sip', 'SIP/2.0 400 Bad Request\r\n', 'SIP/2.0 400 Bad Request'],
  ['tls', '\x15\x03\x01\0\x02\x02F', '\\x15\\x03\\x01\\x00\\x02\\x02F'],
  ['smtp', '220 mail.example.com ESMTP Postfix (Debian/GNU)\r\n', '220 mail.example.com ESMTP Postfix (Debian/GNU)'],
  ['smtp', '220 ftp.example.com ESMTP\r\n500 5.5.2 Error\r\n', '220 ftp.example.com ESMTP'],
  [
    'smtp',
    '554 mx.example.com ESMTP not accepting connections\r\n',
    '554 mx.example.com ESMTP not accepting connections',
  ],
  ['ftp', '220 (vsFTPd 3.0.5)\r\n', '220 (vsFTPd 3.0.5)'],
  ['ftp', '220-----\r\n220-Welcome\r\n220 Microsoft FTP Service\r\n', '220-----'],
  ['ftp', '220 mail.example.com FTP server ready.\r\n', '220 mail.example.com FTP server ready.'],
  ['smtp-or-ftp', '220 ready\r\n', '220 ready'],
  ['pop3', '+OK Dovecot ready.\r\n', '+OK Dovecot ready.'],
  ['imap', '* OK [CAPABILITY IMAP4rev1] ready\r\n', '* OK [CAPABILITY IMAP4rev1] ready'],
  [
    'nntp',
    '200 news.example.com InterNetNews NNRP server ready (posting ok)\r\n',
    '200 news.example.com InterNetNews NNRP server ready (posting ok)',
  ],
  ['mysql', mysqlGreeting('8.0.36'), '8.0.36'],
  ['mariadb', mysqlGreeting('5.5.5-10.11.6-MariaDB-0+deb12u1'), '5.5.5-10.11.6-MariaDB-0+deb12u1'],
  ['mysql', "E\0\0\0\xffj\x04Host '192.0.2.9' is not allowed to connect", "Host '192.0.2.9' is not allowed to connect"],
  [
    'postgresql',
    'E\0\0\0\x60SFATAL\0VFATAL\0C53300\0Msorry, too many clients already\0\0',
    'sorry, too many clients already',
  ],
  [
    'redis',
    "-ERR unknown command 'SSH-2.0-x', with args beginning with: \r\n",
    "-ERR unknown command 'SSH-2.0-x', with args beginning with: ",
  ],
  ['memcache', 'ERROR\r\n', 'ERROR'],
  ['vnc', 'RFB 003.008\n', 'RFB 003.008'],
  ['rdp', '\x03\0\0\x0b\x06\xd0\0\0\x12\x34\0', '\\x03\\x00\\x00\\x0b\\x06\\xd0\\x00\\x00\\x124\\x00'],
  ['telnet', '\xff\xfd\x18\xff\xfd\x20\xff\xfb\x01\r\nweb1 login: ', 'web1 login: '],
  ['rsync', '@RSYNCD: 31.0 sha512 sha256\n', '@RSYNCD: 31.0 sha512 sha256'],
  ['svn', '( success ( 2 2 ( ) ( edit-pipeline svndiff1 ) ) ) ', '( success ( 2 2 ( ) ( edit-pipeline svndiff1 ) ) ) '],
  [
    'irc',
    ':irc.example.com NOTICE * :*** Looking up your hostname...\r\n',
    ':irc.example.com NOTICE * :*** Looking up your hostname...',
  ],
  [
    'xmpp-client',
    "<?xml version='1.0'?><stream:stream xmlns='jabber:client'>",
    "<?xml version='1.0'?><stream:stream xmlns='jabber:client'>",
  ],
  ['amqp', 'AMQP\0\0\x09\x01', 'AMQP'],
  ['proxy-protocol', 'PROXY TCP4 192.0.2.1 192.0.2.2 5 22\r\n', 'PROXY TCP4 192.0.2.1 192.0.2.2 5 22'],
];

for (const [name, bytes, text] of peers)
  test(`${name}: ${text.slice(0, 40)}`, () => {
    assert.deepEqual(recognise(bytes), { name, text });
  });

test('SSH, what sshd says instead of it, and what nobody knows', () => {
  for (const text of [
    '',
    'SSH-2.0-OpenSSH_9.2p1\r\n\0\0\x04T',
    'SSH-2.0-Open',
    'SSH-nonsense\r\n',
    '220 Welcome\r\nSSH-2.0-dropbear\r\n',
    'Exceeded MaxStartups\r\n',
    'Not allowed at this time\r\n',
    'Invalid SSH identification string.\r\n',
    'Protocol mismatch.\n',
    'hello\r\n',
    '\0\0\0\0',
    '\xff',
  ])
    assert.equal(recognise(text), null, JSON.stringify(text));
});

test('what is shown can be printed', () => {
  assert.equal(recognise('HTTP/1.1 400 \x1b[31mred\r\n')?.text, 'HTTP/1.1 400 ');
  assert.doesNotMatch(recognise('\xff\xfb\x01\x1b]0;x\x07')?.text ?? '', /[\x00-\x1f\x7f-\x9f]/);
});

test('any octets, also such as begin like a protocol', () => {
  const noise = fc.uint8Array({ maxLength: 300 });
  const start = fc.constantFrom(...peers.map(([, bytes]) => bytes));
  fc.assert(
    fc.property(start, fc.nat(30), noise, (text, length, tail) => {
      const bytes = Buffer.concat([Buffer.from(text, 'latin1').subarray(0, length), tail]);
      const found = recogniseProtocol(Uint8Array.from(bytes));
      if (found !== null) assert.doesNotMatch(found.text, /[\p{Cc}\p{Cf}\p{Cs}]/u);
    }),
    { numRuns: 3000 },
  );
});
