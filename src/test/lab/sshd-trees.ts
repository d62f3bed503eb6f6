/*
 * The sshd of other releases, to compare with: those of the lab's trees (lab/trees.ts), and this machine's own.
 */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** One `sshd -T -C SPEC` of a set of files below /etc/ssh. */
export interface Question {
  readonly files: ReadonlyMap<string, string>;
  readonly spec: string;
}

export interface Answer {
  readonly status: number;
  readonly lines: readonly string[];
  readonly errors: string;
}

export interface RealSshd {
  readonly name: string;
  /** 804 is 8.4. */
  readonly release: number;
  /** The root it runs in. */
  readonly root: string;
}

/** It exists wherever an sshd is asked. */
export const account = 'alice';

const cache = process.env['XDG_CACHE_HOME'] ?? '/var/cache';
const hostKey = 'etc/ssh/ssh_host_ed25519_key';

/** Those that are there; empty, with the reason, where none can be asked. */
export function realSshds(): { readonly found: readonly RealSshd[]; readonly why: string } {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return { found: [], why: 'wants root on Linux' };
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
  } catch {
    return { found: [], why: 'no mount namespace may be made here' };
  }
  const roots = ['bullseye', 'bookworm', 'trixie'].map(
    (name) => [name, join(cache, 'sshwhy-lab/trees', name)] as const,
  );
  const trees = roots.filter(([, root]) => existsSync(join(root, 'usr/sbin/sshd')) && existsSync(join(root, hostKey)));
  const own = existsSync('/usr/sbin/sshd') && existsSync(`/${hostKey}`) ? [['this machine', '/'] as const] : [];
  const found = (trees.length > 0 ? trees : own).flatMap(([name, root]) => {
    const release = releaseOf(root);
    return release === null ? [] : [{ name, release, root }];
  });
  return { found, why: "neither the lab's trees nor an sshd of this machine" };
}

function releaseOf(root: string): number | null {
  const ask = ['-c', 'chroot "$0" /usr/sbin/sshd -V 2>&1; :', root];
  const text = execFileSync('sh', ask, { encoding: 'utf8' });
  const [, major, minor] = /OpenSSH_(\d+)\.(\d+)/.exec(text) ?? [];
  return major === undefined ? null : Number(major) * 100 + Number(minor);
}

/** All in one mount namespace, which goes with its shell: nothing of the tree is touched. */
export function askAll({ root }: RealSshd, questions: readonly Question[]): readonly Answer[] {
  const folder = mkdtempSync(join(tmpdir(), 'sshwhy-config-'));
  try {
    copyFileSync(join(root, hostKey), join(folder, 'key'));
    for (const [i, question] of questions.entries()) lay(folder, `${i}`, question);
    const script = `
      mount -t tmpfs none "$1/run" && mkdir "$1/run/sshd" || exit 1
      # To mount for each would take longer than sshd does: /etc/ssh is a link that is set anew.
      cp -a "$1/etc" "$0/etc" && rm -rf "$0/etc/ssh" || exit 1
      # The account that is asked about, with a group of its own: not every machine has it.
      if ! grep -q '^${account}:' "$0/etc/passwd"; then
        echo '${account}:x:54321:54321::/home/${account}:/bin/sh' >>"$0/etc/passwd"
        echo '${account}:x:54321:' >>"$0/etc/group"
      fi
      mount --bind "$0/etc" "$1/etc" && mount --bind "$0" "$1/mnt" || exit 1
      i=0
      while [ $i -lt ${questions.length} ]; do
        ln -sfn "/mnt/$i" "$1/etc/ssh"
        read -r spec <"$0/$i.spec"
        chroot "$1" /usr/sbin/sshd -T -C "$spec" -f /etc/ssh/sshd_config >"$0/$i.out" 2>"$0/$i.err" </dev/null
        echo $? >"$0/$i.status"
        i=$((i + 1))
      done`;
    execFileSync('unshare', ['-m', '--propagation', 'private', 'sh', '-c', script, folder, root], { stdio: 'ignore' });
    const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
    return questions.map((_, i) => ({
      status: Number(text(`${i}.status`)),
      lines: text(`${i}.out`).split('\n').slice(0, -1),
      errors: text(`${i}.err`),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lay(folder: string, name: string, { files, spec }: Question): void {
  const own = join(folder, name);
  mkdirSync(own);
  linkSync(join(folder, 'key'), join(own, 'ssh_host_ed25519_key'));
  for (const [path, text] of files) {
    const file = join(own, path.slice('/etc/ssh/'.length));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  writeFileSync(`${own}.spec`, `${spec}\n`);
}
