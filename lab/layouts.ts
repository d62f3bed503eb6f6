import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from './host.ts';

/** Waits, in a shell of the host, until somebody listens at port 22. */
export const listening = 'timeout 20 sh -c \'until [ -n "$(ss -Hltn sport = 22)" ]; do sleep 0.1; done\'';

/** First processes of a container: sshd itself, an entry point that starts it again and again, and a plain init script. */
export const sshdAlone = 'mkdir -p /run/sshd; exec /usr/sbin/sshd -D -e';
export const sshdAgain = 'mkdir -p /run/sshd; while :; do /usr/sbin/sshd -D -e; sleep 2; done';
export const initScript = 'rsyslogd; service ssh start; exec sleep infinity';

/** Takes away what only systemd brings: a small image, or another init. */
export function withoutSystemd(host: Host): void {
  for (const name of ['systemctl', 'journalctl', 'systemd-detect-virt']) host.remove(`/usr/bin/${name}`);
}

/** An image that was cleaned of its host keys. */
export function withoutHostKeys(host: Host): void {
  for (const type of ['rsa', 'ecdsa', 'ed25519'])
    for (const end of ['', '.pub']) host.remove(`/etc/ssh/ssh_host_${type}_key${end}`);
}

const service = `[Unit]
Description=OpenSSH server daemon
After=network.target sshd-keygen.target
Wants=sshd-keygen.target
[Service]
Type=notify
EnvironmentFile=-/etc/sysconfig/sshd
ExecStart=/usr/sbin/sshd -D $OPTIONS
KillMode=process
Restart=on-failure
RestartSec=42s
RuntimeDirectory=sshd
[Install]
WantedBy=multi-user.target
`;
const keygen = `[Unit]
ConditionFileNotEmpty=|!/etc/ssh/ssh_host_%i_key
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'ssh-keygen -q -N "" -t %i -f /etc/ssh/ssh_host_%i_key'
`;

/** Lays sshd out as Red Hat does: sshd.service, keys by a target of their own, options in sysconfig. */
export function likeRedHat(host: Host): void {
  const units = '/usr/lib/systemd/system';
  const own = '/etc/systemd/system';
  const wanted = `${own}/multi-user.target.wants`;
  for (const name of [`${units}/ssh.service`, `${units}/ssh.socket`, `${own}/sshd.service`, `${wanted}/ssh.service`])
    host.remove(name);
  for (const name of ['/etc/default/ssh', '/etc/init.d/ssh']) host.remove(name);
  host.write(`${units}/sshd.service`, service);
  host.write(`${units}/sshd-keygen@.service`, keygen);
  host.write(
    `${units}/sshd-keygen.target`,
    '[Unit]\nWants=sshd-keygen@rsa.service sshd-keygen@ecdsa.service sshd-keygen@ed25519.service\n',
  );
  mkdirSync(join(host.root, wanted), { recursive: true });
  symlinkSync(`${units}/sshd.service`, join(host.root, wanted, 'sshd.service'));
}
