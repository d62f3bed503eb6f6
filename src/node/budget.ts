import type { Spent } from '../model/bundle.ts';
import type { Settings, Traffic } from '../model/probe.ts';

// A second, and what a busy machine may be late with the first of two.
const spacingMs = 1020;

/** How often a diagnosis with these settings may touch the target. */
export function limitsOf({ deep, repeat }: Settings): Readonly<Record<Traffic, number>> {
  const limits = deep ? { ssh: 12, authentication: 3, control: 40 } : { ssh: 3, authentication: 1, control: 6 };
  // Whoever asks for N attempts allows N more logins that may fail.
  return { ...limits, ssh: limits.ssh + repeat, authentication: limits.authentication + repeat };
}

/**
 * The manners of one diagnosis: how often the target may be touched, and how far apart. An attempt by the user's ssh
 * counts as an authentication, and beside that as a connection of the first kind when it did not get through.
 */
export class Budget {
  readonly #limits: Readonly<Record<Traffic, number>>;
  readonly #spent: Record<Traffic, number> = { ssh: 0, authentication: 0, control: 0 };
  readonly #sleep: (ms: number) => Promise<void>;
  readonly #now: () => number;
  #open = 0;
  #beyond = 0;
  #freeAt = 0;
  #turn: Promise<unknown> = Promise.resolve();

  /** `touched`: a connection of ours came to this host already, perhaps just now. */
  constructor(settings: Settings, now: () => number, sleep: (ms: number) => Promise<void>, touched = false) {
    this.#limits = limitsOf(settings);
    if (touched) {
      this.#spent.ssh = 1;
      this.#freeAt = now() + spacingMs;
    }
    this.#now = now;
    this.#sleep = sleep;
  }

  /** Waits for the turn; false when nothing is left. */
  take(traffic: Traffic): Promise<boolean> {
    if (traffic === 'control') return Promise.resolve(this.#count('control'));
    const mine = this.#turn.then(() => this.#takeInTurn(traffic));
    this.#turn = mine;
    return mine;
  }

  async #takeInTurn(traffic: 'ssh' | 'authentication'): Promise<boolean> {
    // An attempt to log in may end without: keep a place for it.
    if (this.#spent.ssh + this.#open >= this.#limits.ssh) return false;
    if (traffic === 'authentication' && this.#spent.authentication >= this.#limits.authentication) return false;
    const wait = this.#freeAt - this.#now();
    if (wait > 0) await this.#sleep(wait);
    this.#spent[traffic] += 1;
    if (traffic === 'authentication') this.#open += 1;
    this.#freeAt = this.#now() + spacingMs;
    return true;
  }

  #count(traffic: Traffic): boolean {
    if (this.#spent[traffic] >= this.#limits[traffic]) return false;
    this.#spent[traffic] += 1;
    return true;
  }

  /** A connection that was taken opens now. */
  touched(): void {
    this.#freeAt = Math.max(this.#freeAt, this.#now() + spacingMs);
  }

  /** How a login attempt or a connection fared: one that the port refused or ignored, or that logged in, needs no spacing. */
  released(
    traffic: 'ssh' | 'authentication',
    fared: 'answered' | 'refused' | 'silent' | 'authenticated',
    tries = 1,
  ): void {
    // The user's ssh goes through all addresses that refuse it, whatever we allow: that is told.
    if (fared === 'refused') this.#beyond += tries - 1;
    if (traffic === 'authentication') {
      this.#open -= 1;
      if (fared !== 'authenticated') this.#spent.ssh += 1;
      // It never came to that.
      if (fared === 'refused' || fared === 'silent') this.#spent.authentication -= 1;
    }
    // A SYN that nobody answers is no connection.
    if (fared === 'silent') this.#spent.ssh -= 1;
    if (fared !== 'answered') this.#freeAt = 0;
  }

  spent(): Spent {
    return { ...this.#spent, ssh: this.#spent.ssh + this.#beyond };
  }
}
