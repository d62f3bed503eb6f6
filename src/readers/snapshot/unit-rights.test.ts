import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withheld } from './unit-rights.ts';

/** As systemd 252 shows a unit that nobody has hardened. */
const plain: Readonly<Record<string, string>> = {
  User: '',
  InaccessiblePaths: '',
  TemporaryFileSystem: '',
  RestrictAddressFamilies: '~',
  CapabilityBoundingSet: 'cap_chown cap_net_bind_service cap_sys_chroot',
  PrivateNetwork: 'no',
  PrivateUsers: 'no',
  SystemCallFilter: '~',
  SystemCallErrorNumber: '2147483646',
  SocketBindAllow: '',
  SocketBindDeny: '',
};

function of(more: Readonly<Record<string, string>>, port = 22): string | undefined {
  return withheld(new Map(Object.entries({ ...plain, ...more })), port).withholds;
}

describe('what a unit keeps from sshd', () => {
  test('nothing, by default, and of a systemd that does not show it', () => {
    assert.equal(of({}), undefined);
    assert.equal(withheld(new Map(), 22).withholds, undefined);
  });

  test('sockets of the internet, if both families are gone', () => {
    assert.equal(of({ RestrictAddressFamilies: 'AF_UNIX' }), 'AF_INET');
    // Older releases show no list at all so, and newer ones one that allows none.
    assert.equal(of({ RestrictAddressFamilies: '' }), undefined);
    assert.equal(of({ RestrictAddressFamilies: '~AF_INET AF_INET6' }), 'AF_INET');
    assert.equal(of({ RestrictAddressFamilies: '~AF_INET6' }), undefined);
    assert.equal(of({ RestrictAddressFamilies: 'AF_UNIX AF_INET' }), undefined);
  });

  test('the right to low ports, which no other port needs', () => {
    assert.equal(of({ CapabilityBoundingSet: 'cap_chown cap_sys_chroot' }), 'CAP_NET_BIND_SERVICE');
    assert.equal(of({ CapabilityBoundingSet: 'cap_chown cap_sys_chroot' }, 2222), undefined);
    assert.equal(of({ PrivateUsers: 'yes' }), 'CAP_NET_BIND_SERVICE');
    assert.equal(of({ PrivateUsers: 'yes', PrivateNetwork: 'yes' }), undefined);
  });

  test('a call, where an error is its answer and not a signal', () => {
    assert.equal(of({ SystemCallFilter: '~bind', SystemCallErrorNumber: '1' }), 'bind');
    assert.equal(of({ SystemCallFilter: '~bind' }), undefined);
    assert.equal(of({ SystemCallFilter: '~listen:EACCES mount' }), 'listen');
    assert.equal(of({ SystemCallFilter: 'bind read socket', SystemCallErrorNumber: '1' }), 'listen');
  });

  test('the port itself', () => {
    assert.equal(of({ SocketBindDeny: 'any' }), 'bind');
    assert.equal(of({ SocketBindDeny: 'tcp:1-1023' }), 'bind');
    assert.equal(of({ SocketBindDeny: 'ipv6:tcp:22' }), undefined);
    assert.equal(of({ SocketBindDeny: 'any', SocketBindAllow: 'tcp:22' }), undefined);
  });

  test('to be root, and to see its configuration', () => {
    assert.equal(of({ User: 'nobody' }), 'root');
    assert.equal(of({ User: 'root' }), undefined);
    assert.equal(of({ InaccessiblePaths: '/home -/etc/ssh' }), 'sshd_config');
    assert.equal(of({ TemporaryFileSystem: '/etc:ro' }), 'sshd_config');
    assert.equal(of({ InaccessiblePaths: '/etc/ssh/ssh_config.d' }), undefined);
  });
});
