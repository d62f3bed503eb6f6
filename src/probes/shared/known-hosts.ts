import type { ObservationMap } from '../../model/observation.ts';
import type { ProbeContext } from '../../model/probe.ts';
import { expandTokens } from './expand.ts';
import { settings } from './state.ts';

/** A key of the target that the user's known_hosts files hold, as `ssh-keygen -l -F` shows it. */
export type KnownKey = {
  readonly file: string;
  readonly line: number;
  /** `ED25519`, `RSA`, `ECDSA` … */
  readonly type: string;
  readonly fingerprint: string;
  readonly revoked: boolean;
};

/** The user's and the system's known_hosts files, in the order in which ssh reads them. */
export function knownHostsFiles({
  facts,
  target,
  on,
}: Pick<ProbeContext, 'facts' | 'target'> & {
  readonly on: Pick<ProbeContext['on'], 'home' | 'userName'>;
}): readonly string[] {
  return ['userknownhostsfile', 'globalknownhostsfile']
    .flatMap((keyword) => settings(facts, keyword))
    .flatMap((value) => value.split(/\s+/))
    .filter((file) => file !== '' && file !== 'none')
    .map((file) => expandTokens(file.replaceAll('"', ''), target, on.home, on.userName));
}

/** Asks ssh-keygen, which knows hashed names too. Empty where nothing is known, or no ssh-keygen is there. */
export async function knownKeys(context: Pick<ProbeContext, 'target' | 'facts' | 'on'>): Promise<readonly KnownKey[]> {
  const { target, facts, on } = context;
  const alias = settings(facts, 'hostkeyalias')[0];
  const name = alias ?? (target.port === 22 ? target.host : `[${target.host}]:${target.port}`);
  const found = await Promise.all(
    knownHostsFiles(context).map(async (file) => {
      const ran = await on.run(['ssh-keygen', '-l', '-F', name, '-f', file], { withinMs: 2000 });
      return ran.ok ? parse(ran.value.stdout, file) : [];
    }),
  );
  return found.flat();
}

/** `# Host NAME found: line 3 REVOKED`, then `NAME ED25519 SHA256:…` */
function parse(stdout: string, file: string): readonly KnownKey[] {
  const keys: KnownKey[] = [];
  let line = 0;
  let revoked = false;
  for (const text of stdout.split('\n')) {
    const head = /^# Host .* found: line (\d+)(.*)$/.exec(text);
    const key = /^\S+ (\S+) (SHA256:\S+|MD5:\S+)/.exec(text);
    if (head !== null) {
      line = Number(head[1]);
      revoked = / REVOKED/.test(head[2] ?? '');
    } else if (key !== null) keys.push({ file, line, type: key[1] ?? '', fingerprint: key[2] ?? '', revoked });
  }
  return keys;
}

/** Puts the algorithms of known keys first, as ssh does by itself when it may read the files. */
export function preferredAlgorithms(all: readonly string[], known: readonly KnownKey[]): readonly string[] {
  const types = known.filter((k) => !k.revoked).map((k) => k.type.toLowerCase());
  const isKnown = (algorithm: string): boolean =>
    types.some((type) => algorithm.includes(type === 'ed25519' ? 'ed25519' : type));
  return [...all.filter(isKnown), ...all.filter((a) => !isKnown(a))];
}

/** What ssh would have made of the key that the server showed. `strict`: unknown keys are refused. */
export function judgeKey(
  shown: ObservationMap['hostkey.check'],
  known: readonly KnownKey[],
  strict: boolean,
): ObservationMap['hostkey.check'] {
  const { type, fingerprint } = shown;
  const same = known.find((k) => k.fingerprint === fingerprint);
  const place = (k: KnownKey): { file: string; line: number } => ({ file: k.file, line: k.line });
  const of = { ...(type === undefined ? {} : { type }), ...(fingerprint === undefined ? {} : { fingerprint }) };
  if (same?.revoked) return { result: 'revoked', ...of, ...place(same) };
  if (same !== undefined) return { result: 'known', ...of, ...place(same) };
  const other = known.find((k) => !k.revoked && type?.toLowerCase().includes(k.type.toLowerCase()));
  if (other !== undefined) return { result: 'changed', ...of, ...place(other) };
  return { result: strict ? 'unknown' : 'new', ...of };
}
