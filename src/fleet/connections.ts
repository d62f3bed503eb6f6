/** What is known of one connection. */
export const seenFailed = 1;
export const seenLogin = 2;
const wasKnown = 4;
/** The line that told of the failure named no source. */
export const seenNobody = 8;

const slots = 1 << 15;
/** LoginGraceTime is two minutes: a silence longer than that, and the process id is another connection's. */
const silence = 180;

// One connection is one cache line: process ids mostly come in order.
const width = 8;
const pidAt = 0;
const hostAt = 1;
const secondAt = 2;
const stateAt = 3;
const rowsAt = 4;
const failedAt = 5;

/** Tells the lines of one connection from another's by process id and host, in a table of fixed size. */
export class Connections {
  readonly #table = new Int32Array(slots * width);

  /** The slot of the connection that this line belongs to, begun anew where it is the first one. `at` in ms. */
  find(host: number, pid: number, at: number): number {
    const table = this.#table;
    const slot = ((pid + Math.imul(host, 0x9e3779b1)) & (slots - 1)) * width;
    const second = (at / 1000) | 0;
    const same = table[slot + pidAt] === pid && table[slot + hostAt] === host && pid !== 0;
    if (!same || Math.abs(second - (table[slot + secondAt] ?? 0)) > silence) {
      table[slot + pidAt] = pid;
      table[slot + hostAt] = host;
      table[slot + stateAt] = 0;
      table[slot + rowsAt] = 0;
    }
    table[slot + secondAt] = second;
    return slot;
  }

  state(slot: number): number {
    return this.#table[slot + stateAt] ?? 0;
  }

  /** `at`: when it failed, in ms. `known`: its source had logged in. */
  mark(slot: number, state: number, at: number, known: boolean): void {
    this.#table[slot + stateAt] = this.state(slot) | state | (known ? wasKnown : 0);
    if ((state & seenFailed) !== 0) this.#table[slot + failedAt] = (at / 1000) | 0;
  }

  wasKnown(slot: number): boolean {
    return (this.state(slot) & wasKnown) !== 0;
  }

  clear(slot: number, state: number): void {
    this.#table[slot + stateAt] = this.state(slot) & ~state;
  }

  /** It went on and logged in. Gives when it had failed, in ms. */
  redeem(slot: number): number {
    this.#table[slot + stateAt] = this.state(slot) & ~seenFailed;
    return ((this.#table[slot + failedAt] ?? 0) >>> 0) * 1000;
  }

  /** Whether this row has no line of this connection yet; from now on it has. Rows beyond 31 share their places. */
  firstOf(slot: number, row: number): boolean {
    const bit = 1 << (row & 31);
    const rows = this.#table[slot + rowsAt] ?? 0;
    this.#table[slot + rowsAt] = rows | bit;
    return (rows & bit) === 0;
  }

  hasRow(slot: number): boolean {
    return this.#table[slot + rowsAt] !== 0;
  }
}
