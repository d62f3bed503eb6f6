import type { Fleet } from '../model/fleet.ts';
import { isoOf } from './clock.ts';
import { copied } from './name.ts';
import { Tally } from './tally.ts';

/** Words of fail2ban (jails that guard SSH are named for it), sshguard and CrowdSec, from their own sources. */
const said: readonly { readonly by: string; readonly program: RegExp; readonly ban: RegExp; readonly lift: RegExp }[] =
  [
    {
      by: 'fail2ban',
      program: /^fail2ban/,
      ban: /\[[^\]]*ssh[^\]]*\] (?:Restore )?Ban (\S{2,60})/i,
      lift: /\[[^\]]*ssh[^\]]*\] Unban (\S{2,60})/i,
    },
    {
      by: 'sshguard',
      program: /^sshguard/,
      ban: /^Blocking "?([\da-f:.]+)(?:\/\d+)?"? for /i,
      lift: /^"?([\da-f:.]+)(?:\/\d+)?"?: unblocking|^Unblocking "?([\da-f:.]+)/i,
    },
  ];

/** Addresses that a ban daemon turned away, as its own lines say. */
export class Bans {
  #count = 0;
  #lifted = 0;
  #last: { at: number | null; by: string; address: string } | null = null;
  readonly #addresses = new Tally(256);

  /** Whether it was a line of a ban daemon. */
  add(program: string, message: string, at: number | null): boolean {
    const daemon = said.find((s) => s.program.test(program));
    if (daemon === undefined) return false;
    const banned = daemon.ban.exec(message)?.[1];
    if (banned !== undefined) {
      const address = copied(banned);
      this.#count++;
      this.#addresses.add(address, at ?? 0);
      this.#last = { at, by: daemon.by, address };
    } else if (daemon.lift.test(message)) this.#lifted++;
    return true;
  }

  get report(): Fleet['bans'] {
    const last = this.#last === null ? null : { ...this.#last, at: isoOf(this.#last.at) };
    return { count: this.#count, lifted: this.#lifted, addresses: this.#addresses.top(5), last };
  }
}
