import type { Fault } from '../../fault.ts';
import { listening, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'other-init-stopped',
  title:
    'a host with another init, whose one log is /var/log/messages with the facility in each line, and sshd was stopped',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: `rsyslogd; mkdir -p /run/sshd; /usr/sbin/sshd; exec sleep infinity`,
  prepare: (host) => {
    withoutSystemd(host);
    host.remove('/etc/init.d/ssh');
    host.remove('/etc/rsyslog.d');
    host.write(
      '/etc/rsyslog.conf',
      'module(load="imuxsock")\ntemplate(name="bb" type="string" string="%TIMESTAMP% %HOSTNAME% %syslogfacility-text%.%syslogseverity-text% %syslogtag%%msg%\\n")\n*.* action(type="omfile" file="/var/log/messages" template="bb")\n',
    );
  },
  breakIt: async (host) => {
    await host.exec(
      `${listening}; kill $(cat /run/sshd.pid); until grep -q 'Received signal' /var/log/messages; do sleep 0.1; done`,
    );
  },
};
