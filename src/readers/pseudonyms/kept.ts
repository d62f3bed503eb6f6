/** Names of accounts that many machines have, and words that mean something in the messages and settings that are read. */
const words = `
root admin administrator nobody nogroup daemon bin sys sync games man lp mail news uucp proxy backup list irc gnats sshd ssh
systemd-network systemd-resolve systemd-timesync messagebus syslog adm operator ftp www-data apache nginx postgres mysql ubuntu
debian centos fedora ec2-user cloud-user core git svn pi vagrant test guest user users username host hosts hostname localhost
localdomain ip6-localhost ip6-loopback ip6-allnodes ip6-allrouters broadcasthost server client gateway bastion jump jumphost web db
www mta dns ns smtp imap pop internal local lan home corp intra net com org edu gov example none any all off on yes no true false
unknown invalid illegal failed accepted password publickey keyboard-interactive hostbased gssapi-with-mic preauth port from for to by
as at with and or not the a an is in of key keys connection connections session sessions closed reset refused timeout timed out error
debug1 debug2 debug3 fatal warning info notice sshd-session sshd-auth kernel systemd cron sudo su login logind pam service socket
docker podman lxc kube-system default main input output forward filter nat mangle raw tcp udp icmp ipv4 ipv6 eth0 lo drop accept
sh bash dash ash zsh ksh fish noauth anoncvs dev src via proto scope link metric table broadcast unicast uid gid pid some full other others net lib usr etc var tmp opt run proc bin sbin
reject log return match group address ssh-rsa ssh-ed25519 ssh-dss ecdsa rsa ed25519 openssh version file line path config
`;
export const kept: ReadonlySet<string> = new Set(words.split(/\s+/).filter((word) => word !== ''));

/** Whoever makes software puts these behind the names of its algorithms. */
export const software: RegExp =
  /(?:^|\.)(?:openssh\.com|libssh\.org|lysator\.liu\.se|ssh\.com|roumenpetrov\.info|projects\.tartarus\.org|matt\.ucc\.asn\.au|putty\.org)\.?$/i;

/** Names that belong to no one's own machine. */
export const publicDomain: RegExp =
  /(?:^|\.)(?:ietf\.org|openssl\.org|debian\.(?:org|net)|ubuntu\.com|canonical\.com|fedoraproject\.org|redhat\.com|kernel\.org|gnu\.org|github\.com|gitlab\.com|bitbucket\.org|example\.(?:com|net|org)|in-addr\.arpa|ip6\.arpa|freedesktop\.org|man7\.org)\.?$/i;
