import { all } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Observation, ObservationMap, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { readSshLog } from '../readers/ssh-log.ts';
import { settingsOf } from './shared/ssh-g.ts';
import { reading, state } from './shared/state.ts';

/** What `ssh -G` said; `missing` says why there is no ssh to ask. */
type SshConfig = {
  readonly missing: { readonly why: string; readonly absent: boolean } | null;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly typed: { readonly host: string; readonly port: number; readonly user: string };
};

/** The user's own ssh says what its options and files come to: nothing else knows Match, Include and the defaults. */
export const probe: Probe<SshConfig> = {
  id: 'ssh-config',
  title: 'the effective configuration: ssh -G',
  vantage: 'client',
  stage: 'config',
  when: all(),
  settles: ['config.setting', 'config.error', 'client.tool'],
  plan: () => [{ to: 'this machine', what: 'ssh -G: read the effective configuration' }],
  run,
  read,
};

async function run({ on, config, target, progress }: ProbeContext): Promise<SshConfig> {
  progress('config', 'running');
  const typed = { host: target.host, port: target.port, user: target.user ?? on.userName };
  const ran = await config;
  const without = (why: string, absent: boolean): SshConfig => ({
    missing: { why, absent },
    status: null,
    stdout: '',
    stderr: '',
    typed,
  });
  if (!ran.ok) {
    const { code } = ran.error;
    return code === 'ENOENT'
      ? without('there is no ssh program here', true)
      : without(`ssh could not be started (${code})`, false);
  }
  if (ran.value.timedOut) return without('ssh -G gave no answer', false);
  if (ran.value.status !== 0 && /(?:illegal|unknown|invalid) option[^\n]*\bG\b/i.test(ran.value.stderr)) {
    return without('the ssh here has no option -G: it is not OpenSSH, or very old', true);
  }
  return { missing: null, status: ran.value.status, stdout: ran.value.stdout, stderr: ran.value.stderr, typed };
}

function read(result: SshConfig, evidence: Evidence): Reading {
  if (result.missing !== null) return withoutSsh(result, result.missing, evidence);
  const present = state('client.tool', { name: 'ssh', state: 'present' }, evidence);
  if (result.status !== 0) {
    const said = readSshLog(result.stderr, evidence.id, { whole: true }).observations;
    const errors = said.filter((o) => o.kind === 'config.error');
    // With CanonicalizeHostname the name is looked up before anything is settled.
    const lookups = said.filter((o) => o.kind === 'name.lookup');
    if (errors.length === 0 && lookups.length > 0)
      return reading(['config.error', 'name.lookup'], [present, ...lookups]);
    const text = result.stderr.trim().split('\n').at(-1) ?? '';
    const other = state('config.error', { reason: 'other', text }, evidence, text);
    return reading(['config.error'], [present, ...(errors.length > 0 ? errors : [other])]);
  }
  const settings = settingsOf(result.stdout, evidence);
  const found = reading(['config.error', 'config.setting', 'client.tool'], [present, ...settings]);
  const notes = settings.flatMap((o) => (o.kind === 'config.setting' ? unrun(o.value) : []));
  return notes.length === 0 ? found : { ...found, notes };
}

/** The login is tried with a command of ours, so what the configuration would run in the place of a shell is not. */
function unrun({ keyword, value }: ObservationMap['config.setting']): readonly string[] {
  return keyword === 'remotecommand' && value !== 'none'
    ? [`the login was tried without the RemoteCommand of your configuration: ${value}`]
    : [];
}

/** Without an ssh the words as typed are all there is. */
function withoutSsh(
  { typed }: SshConfig,
  { why, absent }: NonNullable<SshConfig['missing']>,
  evidence: Evidence,
): Reading {
  const setting = (keyword: string, value: string): Observation =>
    state('config.setting', { keyword, value }, evidence);
  return {
    covers: ['client.tool'],
    observations: [
      state('client.tool', { name: 'ssh', state: absent ? 'missing' : 'mute' }, evidence),
      setting('hostname', typed.host),
      setting('port', String(typed.port)),
      setting('user', typed.user),
    ],
    notes: [`${why}: host keys, authentication and session were not looked at`],
  };
}
