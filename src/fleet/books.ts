import { textAt } from '../readers/sshd-log/ascii.ts';
import { refusals, type SshdEvent } from '../readers/sshd-log/event.ts';
import { emptyShape, readShape, type Shape } from '../readers/sshd-log/shape.ts';
import { Bans } from './bans.ts';
import { Connections, seenFailed, seenLogin, seenNobody } from './connections.ts';
import { Course } from './course.ts';
import { Daemon } from './daemon.ts';
import { Bursts, EpisodeBook } from './episodes.ts';
import { Hosts } from './hosts.ts';
import { type Judged, judge, throttled } from './judge.ts';
import { Latest, type Names, nameThem, nobody, type Party, type Place } from './line.ts';
import { type Name, shown } from './name.ts';
import { causesNamed } from './named.ts';
import { Row } from './rows.ts';
import { Tally } from './tally.ts';

/** A flood of messages never seen before is judged one by one; what was judged is remembered up to this. */
const mostShapes = 4096;

const noParty: Party = { user: '', source: '' };

/** Rows of what no cause of the catalogue is named by. */
const left = 'ended before a login';
const unknownAccount = 'an account that sshd does not know or allow';

/** All that is counted. Each line of sshd comes here once. */
export class Books {
  readonly hosts: Hosts = new Hosts();
  readonly rows: Map<string, Row> = new Map();
  readonly sources: Tally = new Tally(2048);
  /** Of sources with an IPv4 address: their /24. */
  readonly networks: Tally = new Tally(2048);
  readonly users: Tally = new Tally(2048);
  /** Sources that logged in, and users with the source that they came from. */
  readonly welcome: Tally = new Tally(4096);
  readonly logged: Tally = new Tally(4096);
  readonly course: Course = new Course();
  readonly bursts: Bursts = new Bursts();
  readonly throttling: EpisodeBook = new EpisodeBook(10);
  readonly penalties: EpisodeBook = new EpisodeBook(10);
  readonly bans: Bans = new Bans();
  readonly daemon: Daemon = new Daemon();
  readonly lastLogin: Latest = new Latest();
  /** The first after the last login; the same of a source that had logged in. */
  firstFailure: Latest | null = null;
  firstKnownFailure: Latest | null = null;
  failed = 0;
  logins = 0;
  knownFailed = 0;
  readonly #connections = new Connections();
  readonly #judged = new Map<number, Judged>();
  /** The row of each form, once its first message was seen; null for none. */
  readonly #forms: { readonly row: Row | null; readonly sure: boolean }[] = [];
  readonly #shape = emptyShape();
  readonly #party: Party = { user: '', source: '' };

  /** A message that its first word tells, `times` times. */
  event(event: SshdEvent, place: Place, times: number): void {
    if (event.what === 'nothing') return;
    const slot = this.#connections.find(place.host.id, place.pid, place.at);
    if (event.what === 'accepted') {
      this.#login(event, place, slot);
      return;
    }
    const state = this.#connections.state(slot);
    if ((state & seenLogin) !== 0) return;
    const fails = (state & seenFailed) === 0;
    const { row, sure } = this.#rowOf(event, place);
    // What is not sure says no more than another line of this connection.
    const counts = row !== null && (sure || !this.#connections.hasRow(slot));
    const first = counts && this.#connections.firstOf(slot, row.id);
    const unnamed = (state & seenNobody) !== 0;
    if (!fails && !first && !unnamed) return;
    const party = this.#party;
    nameThem(place, event, party);
    const known = this.#isKnown(party);
    if (fails) this.#fail(place, slot, event, party, known, 1);
    else if (unnamed) this.#nameLate(place, slot, party, known);
    if (first) row.add(place, event, party, place.pid === 0 ? times : 1, known);
  }

  /** The failure was told by a line that names nobody; this one of the same connection does. */
  #nameLate({ at }: Place, slot: number, { source }: Party, known: boolean): void {
    if (source === '') return;
    this.#connections.clear(slot, seenNobody);
    this.#count(source, at, 1);
    if (known) this.knownFailed++;
  }

  /** Any other message. */
  other(place: Place, times: number): void {
    const shape = this.#shape;
    readShape(place.bytes, place.message, place.messageEnd, shape);
    let judged = this.#judged.get(shape.key);
    if (judged === undefined) {
      if (this.#judged.size >= mostShapes) this.#judged.clear();
      judged = judge(messageOf(place));
      this.#judged.set(shape.key, judged);
    }
    if (judged.daemon !== null) this.daemon.add(judged.daemon, place);
    if (judged.dropped !== null) this.#drop(judged, place, shape, times);
    else if (judged.throttles !== null) this.#throttle(judged, place);
    else if (judged.fails || judged.causes.length > 0) this.#troubled(judged, place, shape, times);
  }

  /** A line of another program than sshd. */
  stranger(program: string, message: string, place: Place): void {
    if (this.bans.add(program, message, place.at === 0 ? null : place.at)) return;
    const { causes } = causesNamed('server.log', program, message);
    if (causes.length > 0) this.#row(causes.join(','), causes).add(place, nobody, noParty, 1, false);
  }

  /** The piece of the log is about to go: what is kept of it is copied. */
  settle(): void {
    for (const row of this.rows.values()) row.settle();
    this.lastLogin.settle();
    this.firstFailure?.settle();
    this.firstKnownFailure?.settle();
  }

  #count(source: Name, at: number, by: number): void {
    this.sources.add(source, at, by);
    if (typeof source === 'number' && source >>> 8 !== 0) this.networks.add(source & ~255, at, by);
  }

  #isKnown({ source }: Party): boolean {
    return source !== '' && this.logins > 0 && this.welcome.has(source);
  }

  #login(event: SshdEvent, place: Place, slot: number): void {
    const { host, at } = place;
    nameThem(place, event, this.#party);
    const { user, source } = this.#party;
    const connections = this.#connections;
    if ((connections.state(slot) & seenFailed) !== 0) {
      // A wrong try before the right one is no failure.
      const failedAt = connections.redeem(slot);
      this.failed--;
      host.failed--;
      this.#count(source, at, -1);
      this.users.add(user, at, -1);
      if (connections.wasKnown(slot)) this.knownFailed--;
      if (failedAt > 0) this.course.add(failedAt, -1, 0);
    }
    connections.mark(slot, seenLogin, at, false);
    this.logins++;
    host.logins++;
    this.welcome.add(source, at);
    this.logged.add(`${user}\t${shown(source)}`, at);
    if (at > 0) this.course.add(at, 0, 1);
    host.lastLogin = at === 0 ? null : at;
    host.firstFailure = null;
    this.lastLogin.set(place, event);
    this.firstFailure = null;
    this.firstKnownFailure = null;
  }

  /** `slot` is negative for what is no connection of its own. */
  #fail(place: Place, slot: number, names: Names, { user, source }: Party, known: boolean, times: number): void {
    const { host, at } = place;
    if (slot >= 0) this.#connections.mark(slot, source === '' ? seenFailed | seenNobody : seenFailed, at, known);
    this.failed += times;
    host.failed += times;
    if (known) this.knownFailed += times;
    if (source !== '') this.#count(source, at, times);
    if (user !== '') this.users.add(user, at, times);
    if (at > 0) {
      this.course.add(at, times, 0);
      this.bursts.add(at, source);
      host.firstFailure ??= at;
    }
    if (this.firstFailure === null) {
      this.firstFailure = new Latest();
      this.firstFailure.set(place, names);
    }
    if (known && this.firstKnownFailure === null) {
      this.firstKnownFailure = new Latest();
      this.firstKnownFailure.set(place, names);
    }
  }

  #rowOf(event: SshdEvent, place: Place): { readonly row: Row | null; readonly sure: boolean } {
    const known = this.#forms[event.form];
    if (known !== undefined) return known;
    const { causes, sure } = causesNamed('sshd.log', '', messageOf(place));
    const form = { row: this.#rowOfForm(event, place, causes), sure: sure || event.what !== 'left' };
    this.#forms[event.form] = form;
    return form;
  }

  /** Null where another line of the connection says more. */
  #rowOfForm(event: SshdEvent, place: Place, causes: readonly string[]): Row | null {
    if (causes.length > 0) return this.#row(causes.join(','), causes);
    if (event.what === 'left') return this.#row(left, []);
    const method = refusals.get(event.form);
    if (method !== undefined) return this.#row(`refused: ${method}`, []);
    // Before it stands "Invalid user", or PAM's line is followed by sshd's own.
    return messageOf(place).startsWith('Invalid user') ? this.#row(unknownAccount, []) : null;
  }

  #row(key: string, causes: readonly string[]): Row {
    const known = this.rows.get(key);
    if (known !== undefined) return known;
    const row = new Row(this.rows.size, causes.length > 0 ? causes.join(' or ') : key, causes);
    this.rows.set(key, row);
    return row;
  }

  #troubled(judged: Judged, place: Place, shape: Shape, times: number): void {
    const slot = this.#connections.find(place.host.id, place.pid, place.at);
    const state = this.#connections.state(slot);
    const own = judged.fails && (state & seenLogin) === 0;
    const party = this.#party;
    nameThem(place, shape, party);
    const known = this.#isKnown(party);
    if (own && (state & seenFailed) === 0) this.#fail(place, slot, shape, party, known, 1);
    if (judged.row === '' || (judged.fails && !own)) return;
    if (!judged.sure && this.#connections.hasRow(slot)) return;
    const row = this.#row(judged.row, judged.causes);
    if (!this.#connections.firstOf(slot, row.id)) return;
    row.add(place, shape, party, place.pid === 0 ? times : 1, known);
  }

  #drop(judged: Judged, place: Place, shape: Shape, times: number): void {
    const more = judged.counts ? /additional (\d{1,9}) /.exec(messageOf(place))?.[1] : undefined;
    const count = more === undefined ? times : Number(more);
    const names = judged.counts ? nobody : shape;
    const party = this.#party;
    nameThem(place, names, party);
    const known = this.#isKnown(party);
    this.#fail(place, -1, names, party, known, count);
    if (judged.causes.length > 0)
      this.#row(judged.causes.join(','), judged.causes).add(
        place,
        names,
        party,
        count,
        known,
        judged.dropped === 'full',
      );
    if (place.at === 0) return;
    const episodes = judged.dropped === 'penalty' ? this.penalties : this.throttling;
    episodes.add(place.host.name, place.at, party.source, count);
  }

  #throttle(judged: Judged, place: Place): void {
    const { host, at } = place;
    const ends = judged.throttles === 'ends';
    const { lastedMs, dropped } = throttled(messageOf(place));
    // The line that says how far it is comes just before that of the connection that it counts already.
    const total = dropped === null || ends ? dropped : dropped - 1;
    const from = lastedMs === null || at === 0 ? null : at - lastedMs;
    const untold = at === 0 ? 0 : this.throttling.told(host.name, at, from, total, ends);
    this.failed += untold;
    host.failed += untold;
    if (untold > 0) this.course.add(at, untold, 0);
    if (judged.causes.length > 0)
      this.#row(judged.causes.join(','), judged.causes).add(place, nobody, noParty, untold, false);
  }
}

function messageOf({ bytes, message, messageEnd }: Place): string {
  return textAt(bytes, message, messageEnd);
}
