import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-forward-taken',
  title: 'a LocalForward wants a port that another program of the client holds, and the agent is gone',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (_host, { client, person }) => {
    await client.start(
      `perl -MIO::Socket::INET -e 'my $d = IO::Socket::INET->new(LocalAddr => "127.0.0.1:8080", Listen => 9) or die; sleep 999'`,
    );
    await client.exec('until ss -Htln | grep -q ":8080 "; do sleep 0.05; done');
    person.write(
      '.ssh/config',
      'Host web1\n  LocalForward 8080 localhost:80\n  IdentityAgent ~/.ssh/agent-of-yesterday\n',
    );
  },
};
