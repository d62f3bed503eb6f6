import type { Facts } from '../model/observation.ts';
import type { SshOptions, Target } from '../model/target.ts';
import { observed } from './facts.ts';

/** What `ssh -G` made of the user's words, as far as it is known; before that, the words themselves. */
export function targetOf(ssh: SshOptions, facts: Facts): Target {
  const setting = (keyword: string): string | null =>
    observed(facts, 'config.setting').find((o) => o.value.keyword === keyword)?.value.value ?? null;
  const typed = parseDestination(ssh.destination);
  const jump = setting('proxyjump');
  return {
    input: ssh.destination,
    user: setting('user') ?? typed.user,
    host: setting('hostname') ?? typed.host,
    port: Number(setting('port') ?? ssh.port ?? typed.port ?? 22),
    addresses: observed(facts, 'name.address')
      .filter((o) => o.value.source === 'system' || o.value.source === 'literal')
      .map((o) => o.value.address),
    jumps: jump === null || jump === 'none' ? [] : jump.split(','),
  };
}

/** Whom ssh logs in as, where its settings or its own words tell one name alone. */
export function loginOf(facts: Facts): string | null {
  const set = observed(facts, 'config.setting').flatMap(({ value }) => (value.keyword === 'user' ? value.value : []));
  const told = observed(facts, 'client.target').flatMap(({ value }) => value.user ?? []);
  const [name, ...others] = new Set(set.length > 0 ? set : told);
  return name === undefined || others.length > 0 ? null : name;
}

/** `host`, `user@host`, `ssh://user@host:port`: what ssh(1) takes as a destination. */
export function parseDestination(text: string): {
  readonly user: string | null;
  readonly host: string;
  readonly port: number | null;
} {
  const url = /^ssh:\/\/(?:([^@/]*)@)?(\[[^\]]+\]|[^:/]+)(?::(\d+))?\/?$/.exec(text);
  if (url !== null) {
    const host = (url[2] ?? '').replace(/^\[|\]$/g, '');
    return { user: url[1]?.split(';')[0] || null, host, port: url[3] === undefined ? null : Number(url[3]) };
  }
  const at = text.lastIndexOf('@');
  return at < 0
    ? { user: null, host: text, port: null }
    : { user: text.slice(0, at), host: text.slice(at + 1), port: null };
}
