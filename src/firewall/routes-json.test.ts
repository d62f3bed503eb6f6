import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { judgeFlow } from './flow.ts';
import { kindsOf } from './kinds.ts';
import type { NumberedLine, Routes } from './routes.ts';
import { saidByIpJson } from './routes-json.ts';
import { Sources } from './sources.ts';

/** What ip(8) of iproute2 6.1.0 prints of one host. */
const rules = `0:	from all lookup local
500:	not from all fwmark 0x1/0xff lookup 200
600:	from all to 10.1.0.0/16 blackhole
700:	from all iif eth0 [detached] ipproto tcp sport 22 lookup 100
701:	from all dport 20-30 prohibit
702:	from all uidrange 0-10 lookup 9
800:	from all goto 900
900:	from all oif eth1 [detached] lookup 100 suppress_prefixlength 0
950:	from all goto 960 [unresolved]
951:	from all tos 0x10 lookup 100
952:	from all fwmark 0x5 nop
32765:	from 192.0.2.1 lookup 100
32766:	from all lookup main
32767:	from all lookup default
`;
const rulesJson =
  '[{"priority":0,"src":"all","table":"local"},{"priority":500,"not":null,"src":"all","fwmark":"0x1","fwmask":"0xff","table":"200"},{"priority":600,"src":"all","dst":"10.1.0.0","dstlen":16,"action":"blackhole"},{"priority":700,"src":"all","iif":"eth0","iif_detached":null,"ipproto":"tcp","sport":22,"table":"100"},{"priority":701,"src":"all","dport_start":20,"dport_end":30,"action":"prohibit"},{"priority":702,"src":"all","uid_start":0,"uid_end":10,"table":"9"},{"priority":800,"src":"all","goto":900},{"priority":900,"src":"all","oif":"eth1","oif_detached":null,"table":"100","suppress_prefixlen":0},{"priority":950,"src":"all","goto":960,"unresolved":null},{"priority":951,"src":"all","tos":"0x10","table":"100"},{"priority":952,"src":"all","fwmark":"0x5","nop":null},{"priority":32765,"src":"192.0.2.1","table":"100"},{"priority":32766,"src":"all","table":"main"},{"priority":32767,"src":"all","table":"default"}]\n';
const routes = `default via 203.0.113.1 dev eth0 
10.0.0.0/8 
	nexthop via 203.0.113.1 dev eth0 weight 1 
	nexthop via 198.51.100.1 dev eth1 weight 2 dead linkdown 
10.67.0.0/16 via 203.0.113.1 dev eth0 onlink 
100.64.0.0/10 nhid 1 via 203.0.113.3 dev eth0 
100.65.0.0/16 via inet6 2001:db8::77 dev eth0 
blackhole 172.16.0.0/12 
192.0.2.64/26 tos 0x10 via 203.0.113.9 dev eth0 
unreachable 192.168.0.0/16 metric 5 
multicast 224.0.0.0/8 dev eth0 scope link 
local 203.0.113.5 dev eth0 table local proto kernel scope host src 203.0.113.5 
2001:db8:c::/48 metric 1024 pref medium
	nexthop via 2001:db8::2 dev eth0 weight 1 
	nexthop via 2001:db8::3 dev eth0 weight 1 
2001:db8:d::/48 from 2001:db8:e::/48 via 2001:db8::2 dev eth0 metric 1024 pref medium
fe80::/64 dev veth1 proto kernel metric 256 linkdown pref medium
`;
const routesJson =
  '[{"dst":"default","gateway":"203.0.113.1","dev":"eth0","flags":[]},{"dst":"10.0.0.0/8","flags":[],"nexthops":[{"gateway":"203.0.113.1","dev":"eth0","weight":1,"flags":[]},{"gateway":"198.51.100.1","dev":"eth1","weight":2,"flags":["dead","linkdown"]}]},{"dst":"10.67.0.0/16","gateway":"203.0.113.1","dev":"eth0","flags":["onlink"]},{"dst":"100.64.0.0/10","nhid":1,"gateway":"203.0.113.3","dev":"eth0","flags":[]},{"dst":"100.65.0.0/16","via":{"family":"inet6","host":"2001:db8::77"},"dev":"eth0","flags":[]},{"type":"blackhole","dst":"172.16.0.0/12","flags":[]},{"dst":"192.0.2.64/26","tos":"0x10","gateway":"203.0.113.9","dev":"eth0","flags":[]},{"type":"unreachable","dst":"192.168.0.0/16","metric":5,"flags":[]},{"type":"multicast","dst":"224.0.0.0/8","dev":"eth0","scope":"link","flags":[]},{"type":"local","dst":"203.0.113.5","dev":"eth0","table":"local","protocol":"kernel","scope":"host","prefsrc":"203.0.113.5","flags":[]},{"dst":"2001:db8:c::/48","metric":1024,"flags":[],"pref":"medium","nexthops":[{"gateway":"2001:db8::2","dev":"eth0","weight":1,"flags":[]},{"gateway":"2001:db8::3","dev":"eth0","weight":1,"flags":[]}]},{"dst":"2001:db8:d::/48","from":"2001:db8:e::/48","gateway":"2001:db8::2","dev":"eth0","metric":1024,"flags":[],"pref":"medium"},{"dst":"fe80::/64","dev":"veth1","protocol":"kernel","metric":256,"flags":["linkdown"],"pref":"medium"}]\n';

function routesOf(text: string): Routes {
  return new Sources([{ name: 'file', text }]).routes() ?? assert.fail('no routes');
}
const bare = ({ text: _, line: __, ...fact }: NumberedLine): unknown => fact;

test('the JSON of ip tells what its text does', () => {
  const [text, json] = [routesOf(rules + routes), routesOf(rulesJson + routesJson)];
  assert.equal(text.routes.length, 13);
  assert.equal(text.rules.length, 14);
  assert.deepEqual(json.routes.map(bare), text.routes.map(bare));
  assert.deepEqual(json.rules.map(bare), text.rules.map(bare));
  assert.deepEqual(json.whole, text.whole);
});

test('a destination whose next hops stand below it is a route of its own', () => {
  const [usual, several] = routesOf(routes).routes;
  assert.deepEqual([usual?.devices, several?.devices], [['eth0'], ['eth0', 'eth1']]);
  // As it is copied, without the blank behind it.
  assert.deepEqual(routesOf(routes.replace('10.0.0.0/8 \n', '10.0.0.0/8\n')).routes.length, 13);
});

test('each route has its line, addresses and neighbours are none', () => {
  const pretty = JSON.stringify(JSON.parse(routesJson), null, 4).replace('[\n    {', '[ {');
  const sources = new Sources([{ name: 'file', text: `\n${pretty}` }]);
  const [first, second] = sources.routes()?.routes ?? [];
  assert.deepEqual(
    [first, second].map((route) => sources.placeOf(route?.line ?? 0).line),
    [2, 8],
  );
  for (const json of [
    '[{"ifindex":1,"ifname":"lo","addr_info":[{"local":"127.0.0.1"}]}]',
    '[{},{"ifindex":2}]',
    '[{"dst":"192.0.2.1","dev":"eth0","lladdr":"02:00:00:00:00:01","state":["REACHABLE"]}]',
    '[{"dst":"192.0.2.1","dev":"eth0","prefsrc":"192.0.2.2","flags":[],"uid":0,"cache":[]}]',
  ]) {
    assert.deepEqual(kindsOf([json]), ['ip']);
    assert.deepEqual(saidByIpJson(json), []);
  }
});

test('what a rule asks in words that are not known, nobody knows', () => {
  const [rule] = routesOf('[{"priority":5,"src":"all","flowlabel":"0x5","table":"100"}]').rules;
  assert.notEqual(rule?.because, null);
});

test('damaged JSON decides nothing', () => {
  const flow = { from: '192.0.2.9', to: '203.0.113.5', port: 22 };
  const nft = 'table inet t {\n}\n';
  for (let cut = 200; cut < routesJson.length - 3; cut += 97) {
    const report = judgeFlow([{ name: 'file', text: `${nft}${routesJson.slice(0, cut)}` }], flow);
    assert.equal(report.action, 'unknown', routesJson.slice(0, cut));
  }
});

test('any JSON gives an answer', () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.constantFrom('priority', 'dst', 'dev', 'not', 'table'), fc.jsonValue())),
      (list) => {
        const said = saidByIpJson(JSON.stringify(list));
        assert.ok(said !== null);
        for (const { text } of said) assert.doesNotMatch(text, /\n/);
        routesOf(`default dev eth0\n${said.map(({ text }) => text).join('\n')}`);
      },
    ),
  );
});
