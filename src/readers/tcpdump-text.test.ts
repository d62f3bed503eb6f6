import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './tcpdump-text.ts';

function evidence(data: string): Evidence {
  return { id: 'e1', kind: 'tcpdump-text', vantage: 'path', at: '2026-01-31T12:00:00.000Z', title: '', data };
}

/** Each fact in short. */
function facts(lines: readonly string[]): readonly string[] {
  return reader.read(evidence(lines.join('\n'))).observations.map(({ kind, value }) => {
    const { address, outcome, how, answer } = value as Record<string, unknown>;
    return [kind, address, outcome, how, answer].filter((x) => x !== undefined).join(' ');
  });
}

const out = 'IP 192.0.2.9.40000 > 192.0.2.5.22: Flags';
const back = 'IP 192.0.2.5.22 > 192.0.2.9.40000: Flags';
const syn = `12:00:00.100000 ${out} [S], seq 7, win 64240, options [mss 1460], length 0`;
const synAck = `12:00:00.120000 ${back} [S.], seq 9, ack 8, win 65160, options [mss 1460], length 0`;
const ack = `12:00:00.120100 ${out} [.], ack 1, win 502, length 0`;
const rst = `12:00:00.120000 ${back} [R.], seq 0, ack 8, win 0, length 0`;
const icmp = '12:00:00.120000 IP 192.0.2.1 > 192.0.2.9: ICMP';
const opened = 'tcp.connect 192.0.2.5 open';

test('who answers, and how', () => {
  assert.deepEqual(facts([syn, rst]), ['tcp.connect 192.0.2.5 refused rst']);
  assert.deepEqual(facts([syn, syn, syn]), ['tcp.connect 192.0.2.5 timeout']);
  assert.deepEqual(facts([syn, `${icmp} 192.0.2.5 tcp port 22 unreachable, length 68`]), [
    'tcp.connect 192.0.2.5 refused icmp',
  ]);
  assert.deepEqual(facts([syn, `${icmp} host 192.0.2.5 unreachable, length 68`]), [
    'tcp.connect 192.0.2.5 unreachable icmp',
  ]);
  assert.deepEqual(facts([syn, `${icmp} host 192.0.2.5 unreachable - admin prohibited filter, length 68`]), [
    'tcp.connect 192.0.2.5 prohibited icmp',
  ]);
  assert.deepEqual(facts([syn, synAck, ack]), [opened]);
  const fin = `12:00:00.130000 ${back} [F.], seq 1, ack 1, win 64, length 0`;
  const reset = `12:00:00.130000 ${back} [R.], seq 1, ack 1, win 64, length 0`;
  assert.deepEqual(facts([syn, synAck, ack, fin]), [opened, 'identification.end closed']);
  assert.deepEqual(facts([syn, synAck, ack, reset]), [opened, 'identification.end reset']);
});

test('the port and the address that ssh dialled are the ones in question', () => {
  const late = 'ssh: connect to host 192.0.2.5 port 2222: Connection timed out';
  const moved = [syn, rst].map((line) => line.replace('.5.22', '.5.2222'));
  assert.deepEqual(facts([late, ...moved]), ['tcp.connect 192.0.2.5 refused rst']);
  assert.deepEqual(facts(moved), []);
  assert.deepEqual(facts([late, syn, rst]), []);
  const other = [syn, rst].map((line) => line.replaceAll('192.0.2.5', '192.0.2.77'));
  assert.deepEqual(facts([late.replace('2222', '22'), ...other]), []);
  // Behind a translation the server has another kind of address.
  const behind = [syn, rst].map((line) => line.replaceAll('192.0.2.5', '10.0.0.5'));
  assert.deepEqual(facts([late.replace('2222', '22'), ...behind]), ['tcp.connect 10.0.0.5 refused rst']);
});

test('with -v, with names, with a device', () => {
  const verbose = ['12:00:00.1 IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 60)'];
  verbose.push('    192.0.2.9.40000 > 192.0.2.5.22: Flags [S], cksum 0xfe30 (correct), seq 7, win 1, length 0');
  verbose.push('    192.0.2.5.22 > 192.0.2.9.40000: Flags [R.], cksum 0xfe30 (correct), seq 0, ack 8, length 0');
  assert.deepEqual(facts(verbose), ['tcp.connect 192.0.2.5 refused rst']);
  const named = [syn, rst].map((line) => `2026-01-31 ${line.replace('IP', 'eth0  In  IP').replace('.5.22', '.5.ssh')}`);
  assert.deepEqual(facts(named), ['tcp.connect 192.0.2.5 refused rst']);
});

test('what the lines do not show is not said', () => {
  const data = `12:00:00.125000 ${back} [P.], seq 1:12, ack 1, win 64, length 11: SSH: SSH-2.0-x`;
  const fin = `12:00:00.130000 ${back} [F.], seq 12, ack 1, win 64, length 0`;
  const clientFin = `12:00:00.125000 ${out} [F.], seq 1, ack 1, win 64, length 0`;
  assert.deepEqual(facts([syn]), []);
  assert.deepEqual(facts([syn, syn]), []);
  assert.deepEqual(facts([rst]), []);
  assert.deepEqual(facts([syn, synAck]), []);
  assert.deepEqual(facts([syn, synAck, ack, data, fin]), [opened]);
  assert.deepEqual(facts([syn, synAck, ack, clientFin, fin]), [opened]);
  assert.deepEqual(facts([syn, `${icmp} host 192.0.2.77 unreachable, length 68`]), []);
  assert.deepEqual(facts([syn, rst].map((line) => line.replace('.5.22', '.5.80'))), []);
  const other = syn.replace('192.0.2.9', '192.0.2.10');
  assert.deepEqual(reader.read(evidence([syn, rst, other].join('\n'))).notes?.length, 1);
});

test('lines of others', () => {
  const lines = [
    'ssh: connect to host web1 port 22: Connection refused',
    'tcpdump: listening on eth0, link-type EN10MB',
    '12:00:00.1 IP 192.0.2.9 > 192.0.2.5: ICMP echo request, id 1, seq 1, length 64',
    'IP 192.0.2.9.22 > 192.0.2.5.22: Flags [S], seq 7',
  ];
  assert.deepEqual([reader.recognise(lines), facts(lines)], [[], []]);
});

test('any text gives a reading', () => {
  const words = fc.constantFrom(syn, synAck, ack, rst, '\n', `${icmp} host 192.0.2.5 unreachable, length 68`);
  const texts = fc.array(fc.oneof(words, fc.string({ unit: 'binary' }))).map((parts) => parts.join(''));
  fc.assert(fc.property(texts, (text) => assert.deepEqual(reader.read(evidence(text)).covers, [])));
});

test('a segment of the server that is never acknowledged, and one that is', () => {
  const asked = `12:00:01.100000 ${out} [P.], seq 22:1558, ack 22, win 502, length 1536`;
  const sent = (n: number) => `12:00:01.${n}00000 ${back} [.], seq 22:1482, ack 1558, win 501, length 1460`;
  const values = (lines: readonly string[]) => reader.read(evidence(lines.join('\n'))).observations.map((o) => o.value);
  assert.deepEqual(values([asked, sent(3), sent(5), sent(9)]), [{ octets: 1460, retransmissions: 2 }]);
  assert.deepEqual(values([asked, sent(3), sent(5)]), []);
  const taken = `12:00:02.000000 ${out} [.], ack 1482, win 501, length 0`;
  assert.deepEqual(values([asked, sent(3), sent(5), sent(9), taken]), []);
});

test('the answer leaves by another interface than the one by which the SYN came', () => {
  const on = (device: string, line: string) => line.replace(' IP', ` ${device} IP`);
  const answers = (lines: readonly string[]) =>
    reader.read(evidence(lines.join('\n'))).observations.flatMap((o) => (o.kind === 'server.answer' ? [o.value] : []));
  const came = on('eth0  In ', syn);
  assert.deepEqual(answers([came, on('wg0   Out', synAck)]), [{ came: 'eth0', went: 'wg0' }]);
  assert.deepEqual(answers([came, on('eth0  Out', synAck)]), []);
  assert.deepEqual(answers([came, on('docker0 In ', synAck), on('eth0  Out', synAck)]), []);
  assert.deepEqual(answers([syn, synAck]), []);
});

test('with -v the TTL of a reset tells whether the server has sent it', () => {
  const verbose = (line: string, ttl: number): readonly string[] => [
    line.replace(/ IP .*/, ` IP (tos 0x0, ttl ${ttl}, id 7, offset 0, flags [DF], proto TCP (6), length 60)`),
    line.replace(/^\S+ IP /, '    '),
  ];
  const reset = `12:00:00.130000 ${back} [R.], seq 1, ack 1, win 64, length 0`;
  const apart = (answer: number, last: number): unknown => {
    const lines = [verbose(syn, 64), verbose(synAck, answer), verbose(ack, 64), verbose(reset, last)].flat();
    const end = reader.read(evidence(lines.join('\n'))).observations.find(({ kind }) => kind === 'identification.end');
    return (end?.value as { hopsApart?: number } | undefined)?.hopsApart;
  };
  assert.equal(apart(50, 61), 11);
  assert.equal(apart(50, 50), undefined);
  // The same way with another beginning, one hop, and what was made right here.
  assert.equal(apart(50, 241), undefined);
  assert.equal(apart(50, 51), undefined);
  assert.equal(apart(50, 64), undefined);
  assert.equal(apart(64, 61), undefined);
});
