import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'socket-trigger-limit',
  title: 'a burst of connections stops ssh.socket, which starts one sshd for each',
  releases: ['bullseye'],
  // The instances that come too fast take /run/sshd from each other, and their log says so.
  truth: {
    causes: ['socket-trigger-limit'],
    hidden: ['run-sshd-missing'],
    stage: 'tcp',
    outcome: 'confirmed',
  },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec('systemctl disable --now ssh.service && systemctl enable --now ssh.socket');
    await net.client.attempt(
      'perl -MIO::Socket::INET -e \'for (1..400) { push @s, IO::Socket::INET->new("10.71.2.20:22") // last }\'',
    );
    await host.exec('timeout 10 sh -c "until systemctl is-failed ssh.socket; do sleep 0.1; done"');
  },
};
