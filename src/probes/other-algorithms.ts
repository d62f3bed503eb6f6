import { observed } from '../infer/facts.ts';
import { any, seen } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { KexList, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { loginArgv, loginWords } from './shared/login-words.ts';
import { reading, settings, state } from './shared/state.ts';
import { quietWay } from './shared/way.ts';

type Other = {
  readonly kex: string;
  readonly cipher: string;
  /** Its lines behind the list of algorithms. */
  readonly said: readonly string[];
};

/** What ssh says when what it deciphers, or a signature over what both ends saw, is not right (ssherr.c). */
const broken = /Corrupted MAC|message authentication code incorrect|incorrect signature|Connection corrupted/;
const brokenBefore = any(
  seen('auth.end', { text: broken }),
  seen('kex.end', { text: broken }),
  seen('connection.end', { text: broken }),
);

/** Implementations that share no code: one bug does not hit two of them. */
const families: readonly RegExp[] = [/^chacha20/, /^aes\d+-gcm/, /^(?:aes\d+-(?:ctr|cbc)|3des)/];
const exchanges: readonly RegExp[] = [/25519|^curve448/, /^ecdh-/, /^diffie-hellman-/, /^mlkem\d+nistp/];

/** Where bytes arrive wrong, once more with other algorithms: a bug of one of them stays away then, a path that alters data does not. */
export const probe: Probe<Other | null> = {
  id: 'other-algorithms',
  title: 'ssh -vvv with another key exchange and cipher, which ends before a login',
  vantage: 'client',
  stage: 'kex',
  when: brokenBefore,
  settles: ['kex.otherwise'],
  plan: (target) => [
    {
      to: `${target.host} port ${target.port}`,
      what: 'one connection by your own ssh with other algorithms, that ends before a login',
      if: 'what arrives is damaged',
    },
  ],
  run,
  read,
};

async function run(context: ProbeContext): Promise<Other | null> {
  const kex = another(context, 'kex', exchanges, settings(context.facts, 'kexalgorithms'));
  const cipher = another(context, 'cipher-s2c', families, settings(context.facts, 'ciphers'));
  if (kex === null || cipher === null || context.remainingMs() < 4000 || !(await context.take('ssh'))) return null;
  const methods = ['Pubkey', 'Password', 'KbdInteractive', 'GSSAPI', 'Hostbased'].map((m) => `${m}Authentication=no`);
  const options = [`KexAlgorithms=${kex}`, `Ciphers=${cipher}`, ...methods];
  const words = [...options.flatMap((option) => ['-o', option]), ...loginWords(context, null, await quietWay(context))];
  const ran = await context.on.run(loginArgv(context, words), {
    withinMs: context.remainingMs() - 700,
    signal: context.signal,
  });
  context.released('ssh', 'answered');
  if (!ran.ok) return null;
  const lines = ran.value.stderr.split(/\r?\n/);
  return { kex, cipher, said: lines.slice(lines.findIndex((line) => /^debug1: kex: algorithm:/.test(line))) };
}

/** The first that both have, of another family than the one that was taken before. */
function another(
  { facts }: ProbeContext,
  what: KexList,
  kinds: readonly RegExp[],
  [mine = '']: readonly string[],
): string | null {
  const offer = observed(facts, 'kex.offer').find((o) => o.value.what === what);
  if (offer === undefined) return null;
  const theirs = offer.value.algorithms.split(',');
  const [taken, ...rest] = mine.split(',').filter((name) => theirs.includes(name));
  const kind = kinds.find((pattern) => taken !== undefined && pattern.test(taken));
  return rest.find((name) => kind?.test(name) === false && kinds.some((pattern) => pattern.test(name))) ?? null;
}

function read(result: Other | null, evidence: Evidence): Reading {
  if (result === null) return reading([], []);
  const { kex, cipher, said } = result;
  const wrong = said.find((line) => broken.test(line));
  const past = said.find((line) => /^debug1: Authentications that can continue:|^Authenticated to /.test(line));
  const last = wrong ?? past;
  if (last === undefined) return reading([], []);
  const how = wrong === undefined ? 'passed' : 'damaged';
  return reading(['kex.otherwise'], [state('kex.otherwise', { kex, cipher, how }, evidence, last)]);
}
