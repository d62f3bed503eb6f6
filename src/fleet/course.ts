/** At most so many steps are kept; a longer course gets longer steps. */
const most = 1024;

/** How many failed and logged in over time: hour by hour, or in longer steps when there are very many hours. */
export class Course {
  #step = 60;
  /** Number of the first step since the epoch. */
  #first: number | null = null;
  #failed: number[] = [];
  #logins: number[] = [];

  /** `at` in ms since the epoch. */
  add(at: number, failed: number, logins: number): void {
    let step = Math.floor(at / 60_000 / this.#step);
    this.#first ??= step;
    while (Math.max(step - this.#first + 1, this.#failed.length + Math.max(0, this.#first - step)) > most) {
      this.#double();
      step = Math.floor(at / 60_000 / this.#step);
    }
    while (step < this.#first) {
      this.#first--;
      this.#failed.unshift(0);
      this.#logins.unshift(0);
    }
    const i = step - this.#first;
    while (this.#failed.length <= i) {
      this.#failed.push(0);
      this.#logins.push(0);
    }
    this.#failed[i] = (this.#failed[i] ?? 0) + failed;
    this.#logins[i] = (this.#logins[i] ?? 0) + logins;
  }

  /** `from` in ms since the epoch, null when nothing was added. */
  get all(): { from: number | null; stepMinutes: number; failed: readonly number[]; logins: readonly number[] } {
    const from = this.#first === null ? null : this.#first * this.#step * 60_000;
    return { from, stepMinutes: this.#step, failed: this.#failed, logins: this.#logins };
  }

  #double(): void {
    const first = this.#first ?? 0;
    const halved = Math.floor(first / 2);
    const join = (of: readonly number[]): number[] => {
      const out: number[] = [];
      of.forEach((n, i) => {
        const to = Math.floor((first + i) / 2) - halved;
        out[to] = (out[to] ?? 0) + n;
      });
      return out;
    };
    this.#failed = join(this.#failed);
    this.#logins = join(this.#logins);
    this.#first = halved;
    this.#step *= 2;
  }
}
