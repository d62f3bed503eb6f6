import { all, any, seen } from '../infer/sign.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Observation, ObservationMap, Reading } from '../model/observation.ts';
import type { Probe, ProbeContext } from '../model/probe.ts';
import { expandTokens } from './shared/expand.ts';
import { askHolder } from './shared/shared-session.ts';
import { settings, state } from './shared/state.ts';

type FileState = ObservationMap['client.file']['state'];
type Files = {
  readonly files: readonly {
    readonly role: 'identity' | 'known-hosts';
    readonly path: string;
    readonly state: FileState;
    readonly named: boolean;
    readonly mode: string | null;
  }[];
  readonly socket: {
    readonly path: string;
    readonly state: ObservationMap['control.socket']['state'];
    readonly said: string;
  } | null;
};

/** Owner and mode of what ssh will open, and whether an earlier connection would take this one over (ControlPath). */
export const probe: Probe<Files> = {
  id: 'client-files',
  title: 'keys, known_hosts and the control socket on this machine',
  vantage: 'client',
  stage: 'config',
  when: all(
    seen('config.setting', { keyword: 'identityfile' }),
    any(
      seen('config.setting', { keyword: 'controlpath' }),
      seen('stalled'),
      seen('symptom'),
      seen('auth.end', { how: 'denied' }),
    ),
  ),
  settles: ['client.file', 'control.socket'],
  plan: () => [{ to: 'this machine', what: 'read owner and mode of your keys and known_hosts', if: 'it fails' }],
  run,
  read,
};

async function run(context: ProbeContext): Promise<Files> {
  const { facts, target, on, ssh } = context;
  const expand = (path: string): string => expandTokens(path.replaceAll('"', ''), target, on.home, on.userName);
  const identities = settings(facts, 'identityfile').map((path) =>
    look(context, 'identity', expand(path), ssh.namesKey),
  );
  const known = settings(facts, 'userknownhostsfile')
    .flatMap((v) => v.split(/\s+/))
    .map((path) => look(context, 'known-hosts', expand(path), false));
  const [files, socket] = await Promise.all([Promise.all([...identities, ...known]), controlSocket(context)]);
  return { files, socket };
}

async function look(
  { on }: ProbeContext,
  role: 'identity' | 'known-hosts',
  path: string,
  named: boolean,
): Promise<Files['files'][number]> {
  const info = await on.stat(path);
  const result = (now: FileState, mode: number | null): Files['files'][number] => ({
    role,
    path,
    named,
    state: now,
    mode: mode === null ? null : mode.toString(8).padStart(4, '0'),
  });
  if (!info.ok) return result(info.error.code === 'EACCES' ? 'denied' : 'missing', null);
  const { mode, uid, size, type } = info.value;
  // ssh refuses a private key of its own user that others may read (authfile.c); Windows has ACLs instead.
  if (on.os !== 'win32' && role === 'identity' && uid === on.uid && (mode & 0o077) !== 0)
    return result('bad-mode', mode);
  if (type === 'file' && size === 0 && role === 'identity') return result('empty', mode);
  // Nothing but opening it tells whether ssh may. A private key is never opened.
  const opened = role === 'known-hosts' ? await on.readText(path, 1) : null;
  if (opened !== null && !opened.ok && opened.error.code === 'EACCES') return result('denied', mode);
  return result('ok', mode);
}

/** `ssh -O check` asks the process behind the socket; one that hangs would hang every new ssh. */
async function controlSocket({ on, facts, ssh }: ProbeContext): Promise<Files['socket']> {
  const path = settings(facts, 'controlpath')[0];
  if (path === undefined || path === 'none') return null;
  // sun_path of unix(7) has 108 octets, elsewhere 104: ssh itself says where it ends.
  const tooLong = new TextEncoder().encode(path).length >= 104;
  const info = await on.stat(path);
  if (!info.ok && !tooLong) {
    const folder = await on.stat(path.slice(0, Math.max(1, path.lastIndexOf('/'))));
    // ssh makes no folder for it (ssh_config(5): ControlPath).
    const made = /^(?:auto|autoask|yes|true|ask)$/.test(settings(facts, 'controlmaster')[0] ?? '');
    if (made && !folder.ok && folder.error.code === 'ENOENT')
      return { path, state: 'unmakeable', said: `no folder for ControlPath ${path}` };
    return { path, state: info.error.code === 'EACCES' ? 'denied' : 'absent', said: '' };
  }
  const ran = await askHolder(on, ssh);
  if (!ran.ok) return null;
  const said = ran.value.stderr.trim();
  if (ran.value.timedOut) return { path, state: 'hung', said };
  if (/Permission denied/.test(said)) return { path, state: 'denied', said };
  // What no master would send, ssh takes for the length of a message without end, and gives up on the spot.
  if (/^mux_client_read: /m.test(said)) return { path, state: 'foreign', said };
  return { path, state: ran.value.status === 0 ? 'alive' : 'dead', said };
}

function read({ files, socket }: Files, evidence: Evidence): Reading {
  const observations: Observation[] = files.map(({ role, path, state: now, named, mode }) =>
    state(
      'client.file',
      { role, path, state: now, named, ...(mode === null ? {} : { mode }) },
      evidence,
      `${path} ${mode ?? ''} ${now}`.replace(/ +/g, ' '),
    ),
  );
  if (socket !== null)
    observations.push(
      state('control.socket', { path: socket.path, state: socket.state }, evidence, socket.said || socket.path),
    );
  // Our own login goes around the socket; the user's ssh ends here.
  if (socket !== null && /^ControlPath too long/.test(socket.said))
    observations.push(
      state('config.error', { reason: 'bad-value', text: socket.said, keyword: 'controlpath' }, evidence, socket.said),
    );
  return { covers: ['client.file', 'control.socket'], observations };
}
