import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProbeContext } from '../model/probe.ts';
import { probe } from './certificates.ts';

/** What ssh-keygen 9.2 prints. */
const printed = `/home/alice/.ssh/id_ed25519-cert.pub:
        Type: ssh-ed25519-cert-v01@openssh.com user certificate
        Public key: ED25519-CERT SHA256:OHhhIhYyGegE
        Signing CA: ED25519 SHA256:N83ET0NwlsF9 (using ssh-ed25519)
        Key ID: "alice"
        Valid: from 2026-11-14T22:17:55 to 2026-11-21T22:17:55
`;

/** A machine on which ssh-keygen prints these files, asked about a key that was refused. */
function look(fingerprint: string, files: Readonly<Record<string, string>>): Promise<unknown> {
  const value = { result: 'refused', source: '/home/alice/.ssh/id_ed25519', type: 'ED25519-CERT', fingerprint };
  const run = async ([, , , path = '']: readonly string[]): Promise<unknown> => {
    const stdout = files[path] ?? '';
    return { ok: true, value: { stdout, stderr: '', status: stdout === '' ? 255 : 0 } };
  };
  const context = { facts: { observations: [{ kind: 'auth.key', value }] }, on: { run } };
  return probe.run(context as unknown as ProbeContext);
}

test('the file beside the key tells who has signed it', async () => {
  const path = '/home/alice/.ssh/id_ed25519-cert.pub';
  const untilMs = Date.parse('2026-11-21T22:17:55');
  const found = [{ path, fingerprint: 'SHA256:OHhhIhYyGegE', signer: 'SHA256:N83ET0NwlsF9', untilMs }];
  assert.deepEqual(await look('SHA256:OHhhIhYyGegE', { [path]: printed }), { all: true, found });
  // Of another key, or none at all, as where an agent holds it.
  assert.deepEqual(await look('SHA256:other', { [path]: printed }), { all: false, found: [] });
  assert.deepEqual(await look('SHA256:OHhhIhYyGegE', {}), { all: false, found: [] });
});

test('the kind is covered only when each certificate was read', () => {
  const evidence = { id: 'e1' } as Parameters<typeof probe.read>[1];
  assert.deepEqual(probe.read({ all: true, found: [] }, evidence).covers, ['client.certificate']);
  assert.deepEqual(probe.read({ all: false, found: [] }, evidence).covers, []);
});

test('its time is over when it is by more than clocks differ', () => {
  const one = { path: 'a', fingerprint: 'SHA256:a', signer: 'SHA256:b', untilMs: Date.parse('2026-11-21T12:00:00Z') };
  const isOver = (at: string, untilMs: number | null = one.untilMs): unknown => {
    const evidence = { id: 'e1', at } as Parameters<typeof probe.read>[1];
    const [fact] = probe.read({ all: true, found: [{ ...one, untilMs }] }, evidence).observations;
    return fact?.kind === 'client.certificate' ? fact.value.over : 'none';
  };
  assert.equal(isOver('2026-11-21T14:00:00.000Z'), true);
  assert.equal(isOver('2026-11-21T12:30:00.000Z'), false);
  assert.equal(isOver('2026-11-21T14:00:00.000Z', null), false);
});
