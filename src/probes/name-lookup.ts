import { all, not, seen } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { ObservationMap, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { isAddress, scopeOf } from '../wire/address.ts';
import { reading, settings, state } from './shared/state.ts';

type Lookup = {
  readonly name: string;
  readonly ms: number;
  readonly answers: readonly { readonly address: string; readonly family: 4 | 6 }[];
  readonly code: string | null;
};

/** As ssh itself resolves: getaddrinfo(3), every address, in the order in which ssh tries them. */
export const probe: Probe<Lookup> = {
  id: 'name-lookup',
  title: "the name, as this machine's resolver answers it",
  vantage: 'client',
  stage: 'name',
  when: all(
    seen('config.setting', { keyword: 'hostname' }),
    not(seen('config.setting', { keyword: ['proxycommand', 'proxyjump'] })),
  ),
  settles: ['name.lookup', 'name.address'],
  plan: (target) => [{ to: "this machine's resolver", what: `look up ${target.host}` }],
  run,
  read,
};

async function run({ on, ssh, target, facts }: ProbeContext): Promise<Lookup> {
  const setting = settings(facts, 'addressfamily')[0];
  const family = ssh.family !== 0 ? ssh.family : setting === 'inet' ? 4 : setting === 'inet6' ? 6 : 0;
  const started = on.now();
  const found = await on.lookup(target.host, family);
  const ms = on.now() - started;
  return found.ok
    ? { name: target.host, ms, answers: found.value.map((a) => ({ ...a })), code: null }
    : { name: target.host, ms, answers: [], code: found.error.code };
}

/** Node's words for the EAI_ codes of getaddrinfo(3). */
const outcomes: Readonly<Record<string, ObservationMap['name.lookup']['outcome']>> = {
  ENOTFOUND: 'not-found',
  EAI_NONAME: 'not-found',
  ENODATA: 'no-address',
  EAI_NODATA: 'no-address',
  EAI_ADDRFAMILY: 'no-address',
  EAI_AGAIN: 'no-answer',
  EAI_FAIL: 'failed',
};

function read(result: Lookup, evidence: Evidence): Reading {
  const { name, answers, code } = result;
  const outcome = code === null ? 'found' : (outcomes[code] ?? 'failed');
  const literal = isAddress(name.replace(/%.*$/, ''));
  const told = code === null ? answers.map((a) => a.address).join(', ') : code;
  return reading(
    ['name.lookup', 'name.address'],
    [
      state(
        'name.lookup',
        { source: 'system', outcome, name, ...(code === null ? {} : { code }), ms: Math.round(result.ms) },
        evidence,
        `${name}: ${told}`,
      ),
      ...answers.map(({ address, family }) =>
        state(
          'name.address',
          { address, family, scope: scopeOf(address), source: literal ? 'literal' : 'system' },
          evidence,
          `${name}: ${address}`,
        ),
      ),
    ],
  );
}
