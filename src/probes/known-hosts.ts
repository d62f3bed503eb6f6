import { observed } from '../infer/facts.ts';
import { all, seen, symptom } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { knownHostsFiles } from './shared/known-hosts.ts';
import { reading, state } from './shared/state.ts';

type Elsewhere = {
  readonly found: readonly { readonly names: string; readonly file: string; readonly line: number }[];
};

/** A strange key may be that of another machine that the user knows well. */
export const probe: Probe<Elsewhere | null> = {
  id: 'known-hosts',
  title: 'other names under which your known_hosts files hold the key that was shown',
  vantage: 'client',
  stage: 'hostkey',
  when: all(symptom('hostkey.changed', 'hostkey.unknown'), seen('hostkey.check', { fingerprint: /./ })),
  settles: ['hostkey.elsewhere'],
  plan: () => [
    { to: 'this machine', what: 'look for the key in your known_hosts files', if: 'the key is a strange one' },
  ],
  run,
  read,
};

async function run(context: ProbeContext): Promise<Elsewhere | null> {
  const { facts, target, on } = context;
  const fingerprint = observed(facts, 'hostkey.check')[0]?.value.fingerprint;
  if (fingerprint === undefined) return null;
  const own = [target.host, target.input.replace(/^.*@/, ''), ...target.addresses];
  const found = await Promise.all(
    knownHostsFiles(context).map(async (file) => {
      const text = await on.readText(file);
      if (!text.ok) return [];
      const entries = entriesOf(text.value);
      // Each key with the number of its line behind it, which comes back beside the fingerprint.
      const input = entries.map(({ key, line }) => `${key} ${line}\n`).join('');
      const ran = await on.run(['ssh-keygen', '-l', '-f', '-'], { withinMs: 2000, input });
      if (!ran.ok) return [];
      const lines = new Set(linesOf(ran.value.stdout, fingerprint));
      return entries
        .filter(({ line }) => lines.has(line))
        .map(({ line, names }) => ({ names: names.filter((name) => !own.includes(name)).join(', '), file, line }))
        .filter(({ names }) => names !== '');
    }),
  );
  return { found: found.flat() };
}

interface Entry {
  readonly names: readonly string[];
  /** Type and key as one text. */
  readonly key: string;
  readonly line: number;
}

/** Entries with a name that can be read; what is revoked, of an authority, hashed or a pattern names no machine. */
function entriesOf(text: string): readonly Entry[] {
  return text.split('\n').flatMap((raw, i) => {
    const [, names = '', key = ''] = /^([^\s@#|*?!]+)\s+(\S+\s+[A-Za-z0-9+/=]+)/.exec(raw.trim()) ?? [];
    return names === '' ? [] : [{ names: names.split(','), key, line: i + 1 }];
  });
}

/** `256 SHA256:… LINE (ED25519)` */
function linesOf(stdout: string, fingerprint: string): readonly number[] {
  return stdout.split('\n').flatMap((text) => {
    const [, print, line] = /^\d+ (\S+) (\d+) \(/.exec(text) ?? [];
    return print === fingerprint ? [Number(line)] : [];
  });
}

function read(result: Elsewhere | null, evidence: Evidence): Reading {
  if (result === null) return reading([], []);
  const found = result.found.map((of) =>
    state('hostkey.elsewhere', of, evidence, `${of.file}:${of.line} holds this key for ${of.names}`),
  );
  return reading(['hostkey.elsewhere'], found);
}
