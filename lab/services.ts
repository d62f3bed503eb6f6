import type { Scene } from './fault.ts';
import type { Host } from './host.ts';
import { places } from './network.ts';

/** Begins a service of the host, and waits until it takes connections at the port. */
export async function serve(host: Host, port: number, command: string): Promise<void> {
  await host.exec(`systemd-run --quiet --unit=lab-${port} ${command}`);
  await listens(host, port);
}

/** Waits until the host takes connections at the port. */
export async function listens(host: Host, port: number): Promise<void> {
  await host.exec(`timeout 20 sh -c 'until ss -Hltn "sport = :${port}" | grep -q .; do sleep 0.05; done'`);
}

/** Lets a script answer each connection to the port as inetd does: its standard input and output are the connection. */
export async function answer(host: Host, port: number, script: string): Promise<void> {
  const path = `/usr/local/sbin/answer-${port}`;
  host.write(path, script, 0o755);
  await serve(host, port, `socat TCP6-LISTEN:${port},ipv6only=0,fork,reuseaddr EXEC:${path},nofork`);
}

/** Takes connections at the port and carries them on, as a port map or a balancer does. */
export async function forward(host: Host, port: number, to: string): Promise<void> {
  await serve(host, port, `socat TCP6-LISTEN:${port},ipv6only=0,fork,reuseaddr ${to}`);
}

/** Puts Dropbear with a key of its own in the place of sshd, and tells the client that key. */
export async function dropbear(host: Host, net: Scene, options = ''): Promise<void> {
  await host.exec('systemctl disable --now ssh; mkdir -p /etc/dropbear; dropbearkey -t ed25519 -f /etc/dropbear/key');
  await serve(host, 22, `dropbear -F -E -r /etc/dropbear/key -p 22 ${options}`);
  knows(net, await host.exec('dropbearkey -y -f /etc/dropbear/key'));
}

/** Puts TinySSH, started by its own socket unit, in the place of sshd, and tells the client its key. */
export async function tinyssh(host: Host, net: Scene): Promise<void> {
  await host.exec('systemctl disable --now ssh; tinysshd-makekey -q /etc/tinyssh/sshkeydir');
  await host.exec('systemctl start tinysshd.socket');
  await listens(host, 22);
  knows(net, await host.exec('tinysshd-printkey /etc/tinyssh/sshkeydir'));
}

/** The client knows the server by the key that stands in this text, and by no other. */
function knows(net: Scene, text: string): void {
  const { name, v4, v6 } = places.server;
  net.person.write('.ssh/known_hosts', `${name},${v4},${v6} ${/ssh-ed25519 \S+/.exec(text)?.[0]}\n`);
}

/** What the bouncer of CrowdSec for nft has in its table: a list of 12,000 addresses, and `more`. */
export async function longBlocklist(host: Host, more: readonly string[]): Promise<void> {
  const listed = Array.from(
    { length: 12_000 },
    (_, i) => `45.${60 + (i >> 12)}.${(i >> 4) & 255}.${(i & 15) * 16 + 7}`,
  );
  const elements = [...listed, ...more].map((address) => `${address} timeout 24h`).join(', ');
  host.write(
    '/root/crowdsec.nft',
    `table ip crowdsec {
  set crowdsec-blacklists-CAPI { type ipv4_addr; flags timeout; elements = { ${elements} }; }
  chain crowdsec-chain-input {
    type filter hook input priority -10; policy accept;
    ip saddr @crowdsec-blacklists-CAPI counter drop
  }
}
`,
  );
  await host.exec('nft -f /root/crowdsec.nft');
}
