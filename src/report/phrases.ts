/** What a family of causes is called before people. */
export const families: Readonly<Record<string, string>> = {
  config: 'your own configuration is at fault',
  identification: 'what answers is not understood',
  address: 'it is the wrong host, port or address',
  unreachable: 'the host, or the way to it, is down',
  route: 'this machine does not let the connection out',
  client: 'your own machine or settings are at fault',
  filtered: 'a rule on the way rejects or drops you',
  limited: 'your address is limited or banned, often only for a while',
  'not-serving': 'sshd does not serve here',
  exhausted: 'the host has run out of something',
  'other-service': 'something else answers in its place',
  path: 'the path loses or damages packets',
  negotiation: 'the two sides do not agree on keys or algorithms',
  account: 'the account, its key or its state is refused',
  session: 'the login works and the session is refused',
};

/** What the reader can stop looking at, by the stage where it ended. */
export const innocent: Readonly<Record<string, string>> = {
  config: 'nothing was sent: the network and the server play no part',
  'config.silent': 'your own ssh never came to send anything: the network and the server play no part',
  'config.failed': 'nothing reached the target itself: its sshd and your key for it play no part',
  name: 'nothing was sent to the host: its sshd, your key and your password play no part',
  route: 'your key, password and user name play no part: it never got that far',
  tcp: 'your key, password and user name play no part: it never got that far',
  identification: 'your key, password and user name play no part: it never got that far',
  kex: 'your key, password and user name play no part: it never got that far',
  hostkey: 'network, firewall and sshd work; your own key and password play no part yet',
  auth: 'network, firewall and key exchange work: they play no part',
  session: 'network, firewall, sshd and your key work: they play no part',
};
