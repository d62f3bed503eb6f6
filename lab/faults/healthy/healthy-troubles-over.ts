import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-troubles-over',
  title: 'an hour of mistakes that have all been put right, and an sshd that has just started',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host, { person }) => {
    const attempt = () => person.run(['ssh', '-o', 'BatchMode=yes', 'alice@web1', 'true'], { timeoutMs: 20_000 });
    await host.exec('chage -E 2020-01-01 alice');
    await attempt();
    await host.exec('chage -E -1 alice; touch /etc/nologin');
    await attempt();
    await host.exec('rm /etc/nologin; chmod 777 /home/alice');
    await attempt();
    await host.exec(
      "chmod 755 /home/alice; echo 'AllowUsers bob' > /etc/ssh/sshd_config.d/60-team.conf; systemctl restart ssh",
    );
    await attempt();
    await host.exec("echo 'AllowUser alice' > /etc/ssh/sshd_config.d/60-team.conf; systemctl restart ssh; true");
    await attempt();
    await host.exec(
      "echo 'AllowUsers bob alice' > /etc/ssh/sshd_config.d/60-team.conf; systemctl reset-failed ssh; systemctl restart ssh",
    );
  },
};
