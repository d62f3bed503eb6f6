import { all, seen, symptom } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { reading, state } from './shared/state.ts';

type Certificates = {
  /** Each that was refused is among `found`. */
  readonly all: boolean;
  readonly found: readonly Certificate[];
};

/** `untilMs`: when its time is over, in ms since the epoch; null: never. */
type Certificate = {
  readonly path: string;
  readonly fingerprint: string;
  readonly signer: string;
  readonly untilMs?: number | null;
};

/** By so much the clocks of machines differ that are set at all. */
const clocksDifferMs = 3_600_000;

/** ssh does not tell who has signed a certificate that the server refuses; the file beside the key does. */
export const probe: Probe<Certificates> = {
  id: 'certificates',
  title: 'who has signed the certificates that were refused, and for how long',
  vantage: 'client',
  stage: 'auth',
  when: all(symptom('auth.denied'), seen('auth.key', { result: 'refused', type: /cert/i })),
  settles: ['client.certificate'],
  plan: () => [{ to: 'this machine', what: 'read your certificates', if: 'one of them is refused' }],
  run,
  read,
};

async function run({ facts, on }: ProbeContext): Promise<Certificates> {
  const refused = facts.observations.flatMap((o) =>
    o.kind === 'auth.key' && o.value.result === 'refused' && /cert/i.test(o.value.type ?? '') ? [o.value] : [],
  );
  const looked = await Promise.all(
    refused.map(async ({ source, fingerprint }) => {
      // ssh names the certificate itself, or the key that it belongs to (ssh_config(5): CertificateFile).
      for (const path of [`${source}-cert.pub`, source]) {
        const ran = await on.run(['ssh-keygen', '-L', '-f', path], { withinMs: 2000 });
        const one = ran.ok ? parse(ran.value.stdout) : null;
        if (one !== null && one.fingerprint === fingerprint) return [{ path, ...one }];
      }
      return [];
    }),
  );
  return { all: looked.every((one) => one.length > 0), found: looked.flat() };
}

/** `Public key: ED25519-CERT SHA256:…`, then `Signing CA: ED25519 SHA256:… (using ssh-ed25519)`, then `Valid:` in local time. */
function parse(text: string): Omit<Certificate, 'path'> | null {
  const fingerprint = /^\s*Public key: \S+-CERT (SHA256:\S+)/m.exec(text)?.[1];
  const signer = /^\s*Signing CA: \S+ (SHA256:\S+)/m.exec(text)?.[1];
  if (fingerprint === undefined || signer === undefined) return null;
  const untilMs = Date.parse(/^\s*Valid: .*(?:to|before) (\S+)$/m.exec(text)?.[1] ?? '');
  return { fingerprint, signer, untilMs: Number.isNaN(untilMs) ? null : untilMs };
}

function read(result: Certificates, evidence: Evidence): Reading {
  const found = result.found.map(({ untilMs = null, ...one }): Observation => {
    const over = untilMs !== null && Date.parse(evidence.at) - untilMs > clocksDifferMs;
    const quote = `${one.path} is signed by ${one.signer}${over ? ', and its time is over' : ''}`;
    return state('client.certificate', { ...one, over }, evidence, quote);
  });
  return reading(result.all ? ['client.certificate'] : [], found);
}
