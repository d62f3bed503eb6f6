import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExampleObservation } from '../model/cause.ts';
import type { Observation, ObservationKind } from '../model/observation.ts';
import { derive } from './derive.ts';
import { factsOf, observed } from './facts.ts';

const certificate = { path: '/home/alice/.ssh/id_ed25519-cert.pub', fingerprint: 'SHA256:abc', signer: 'SHA256:ca1' };

function authority(covers: readonly ObservationKind[], ...seen: readonly ExampleObservation[]): readonly unknown[] {
  const observations = seen.map(([kind, value]) => ({ kind, value, at: { evidence: 'e1' } }) as Observation);
  const facts = derive(factsOf([{ covers, observations }]));
  return observed(facts, 'certificate.authority').map((o) => o.value);
}

test('who has signed a certificate, among those that the server trusts', () => {
  const seen: ExampleObservation = ['client.certificate', certificate];
  const signer = certificate.signer;
  const first: ExampleObservation = ['server.authority', { fingerprint: 'SHA256:ca1' }];
  const second: ExampleObservation = ['server.authority', { fingerprint: 'SHA256:ca2' }];
  assert.deepEqual(authority(['server.authority'], seen, first, second), [{ is: 'trusted', signer }]);
  assert.deepEqual(authority(['server.authority'], seen, second), [{ is: 'unknown', signer }]);
  assert.deepEqual(authority(['server.authority'], seen), [{ is: 'unknown', signer }]);
  // There may be more than were seen.
  assert.deepEqual(authority([], seen, second), []);
});
