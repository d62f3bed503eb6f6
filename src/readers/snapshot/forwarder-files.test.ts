import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deedsInFile } from './forwarder-files.ts';

/** Each deed in a few words, as `forwards 127.0.0.1:2222`. */
const deeds = (program: string, text: string, port = 22): readonly string[] =>
  deedsInFile(
    program,
    text.split('\n').map((line) => line.trim()),
    port,
  ).map(({ does, to, sendsHeader }) =>
    [does, to === undefined ? '' : `${to.host}:${to.port}`, sendsHeader === true ? 'header' : ''].join(' ').trim(),
  );

const haproxy = (bind: string, more = 'default_backend sshd'): string =>
  `global\ndefaults\nfrontend web\nbind *:80\ndefault_backend web\nfrontend ssh\nbind ${bind}\n${more}
backend web\nserver w 10.0.0.8:80\nbackend sshd\nserver one 127.0.0.1:2222 check\nserver two 10.0.0.5:22 send-proxy-v2\nserver old 10.0.0.6:22 disabled`;

test('haproxy: the servers behind the door at the port', () => {
  const both = ['forwards 127.0.0.1:2222', 'forwards 10.0.0.5:22 header'];
  assert.deepEqual(deeds('haproxy', haproxy('*:22')), both);
  assert.deepEqual(deeds('haproxy', haproxy('0.0.0.0:22,[::]:22')), both);
  assert.deepEqual(deeds('haproxy', haproxy(':22 accept-proxy')), ['wants-header', ...both]);
  assert.deepEqual(deeds('haproxy', haproxy('*:22 ssl crt /etc/x.pem')), ['wants-tls', ...both]);
  assert.deepEqual(deeds('haproxy', haproxy('*:22'), 2222), []);
  assert.deepEqual(deeds('haproxy', haproxy('*:22', 'use_backend git if x\ndefault_backend sshd')), []);
  assert.deepEqual(deeds('haproxy', 'listen ssh\nbind :22\nserver one 127.0.0.1:2222'), ['forwards 127.0.0.1:2222']);
});

// The collector has written proxy_to for proxy_pass.
test('nginx: a server of its streams', () => {
  const stream =
    'stream {\nupstream far {\nserver 10.0.0.5:22;\nserver 10.0.0.6:22 down;\n}\nserver {\nlisten 22;\nproxy_to far;\n}\n}';
  assert.deepEqual(deeds('nginx', stream), ['forwards 10.0.0.5:22']);
  assert.deepEqual(
    deeds('nginx', 'server {\nlisten [::]:22 proxy_protocol;\nproxy_protocol on;\nproxy_to 127.0.0.1:2222;\n}'),
    ['wants-header', 'forwards 127.0.0.1:2222 header'],
  );
  assert.deepEqual(deeds('nginx', 'server {\nlisten 22;\nlocation / {\nproxy_to http://127.0.0.1:80;\n}\n}'), []);
  assert.deepEqual(deeds('nginx', 'server {\nlisten 22;\nproxy_to $chosen;\n}'), []);
});

test('rinetd and stunnel', () => {
  assert.deepEqual(deeds('rinetd', '0.0.0.0 22 127.0.0.1 2222\n0.0.0.0 80 10.0.0.5 80'), ['forwards 127.0.0.1:2222']);
  const tls = 'cert = /etc/x.pem\n[ssh]\naccept = 22\nconnect = 127.0.0.1:2222';
  assert.deepEqual(deeds('stunnel4', tls), ['wants-tls']);
  assert.deepEqual(deeds('stunnel4', `client = yes\n${tls}`), []);
  assert.deepEqual(deeds('stunnel4', tls, 443), []);
});

test('another program, and lines that are cut', () => {
  assert.deepEqual(deeds('traefik', '[ssh]\naccept = 22'), []);
  assert.deepEqual(deeds('nginx', 'server {\nlisten 22;\nproxy_to 127.0.0.1:2222'), []);
});
