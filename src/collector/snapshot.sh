# The collector of sshwhy: it only reads, and needs nothing but a POSIX shell. What is not there is told as absent.
# May be set before: U=user A=address of the client P=port W=width to fold at T=seconds B=bytes
LC_ALL=C; LANGUAGE=C; export LC_ALL LANGUAGE
PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
U=${U:-}; A=${A:-}; P=${P:-22}; W=${W:-0}; T=${T:-24}; B=${B:-1900000}
case $U in *[!A-Za-z0-9._@+-]*|-*) U=;; esac
case $A in *[!0-9A-Fa-f.:]*) A=;; esac
case $P in *[!0-9]*|'') P=22;; esac

has() { command -v "$1" >/dev/null 2>&1; }
now() { date +%s 2>/dev/null || echo 0; }

children() {
  if [ -r /proc/self/status ]; then
    grep -l "^PPid:[[:space:]]*$1\$" /proc/[0-9]*/status 2>/dev/null | while IFS=/ read -r _ _ pid _; do echo "$pid"; done
  else
    ps -A -o pid= -o ppid= 2>/dev/null | while read -r pid ppid; do [ "$ppid" != "$1" ] || echo "$pid"; done
  fi
}
fell() {
  kill -STOP "$1"
  for child in $(children "$1"); do (fell "$child"); done
  kill -KILL "$1"
}

# Programs of OpenSSH end their complaints with a carriage return, which a console takes away.
if has tr; then bare() { tr -d '\r'; }; else bare() { cat; }; fi

# within SECONDS BYTES COMMAND: what it prints, then x and its status; x124 before that when it took too long.
within() {
  {
    { (eval "$3") </dev/null 2>&1 9>&- & } 2>/dev/null
    job=$!
    (
      sleep "$1" & nap=$!
      trap 'kill $nap; exit' TERM
      wait "$nap"
      printf x124 >&9
      fell "$job"
    ) >/dev/null 2>&1 </dev/null &
    dog=$!
    wait "$job"; status=$?
    kill "$dog"; wait "$dog"
    printf 'x%s' "$status" >&9
  } 9>&1 2>/dev/null | bare | head -c "$2"
}

sum() { printf '%s\n' "$1" | cksum 2>/dev/null | { read -r crc rest && echo "$crc" || echo -; }; }

# Each line behind a bar. Folded for a console that loses lines: its number first, and + where a long line goes on.
quoted() {
  if [ "$W" -gt 0 ] && has awk; then
    awk -v w="$W" '{ m = "|"; do { print NR m substr($0, 1, w); $0 = substr($0, w + 1); m = "+" } while (length($0)) }'
  else
    sed 's/^/|/'
  fi
}

# put NAME COMMAND STATUS CUT OUTPUT
put() {
  # The first line of the command is enough to know it by.
  shown=${2%%"
"*}
  [ "$W" -eq 0 ] || shown=$(printf '%s' "$shown" | cut -c "1-$W")
  printf '[%s] %s\n' "$1" "$shown"
  size=${#5}
  lines=0
  if [ "$size" -gt 0 ]; then
    printf '%s\n' "$5" | quoted
    lines=$(printf '%s\n' "$5" | wc -l); lines=$((lines))
  fi
  crc=$(sum "$5")
  printf '[%s] %s%s %s %s %s\n' "$1" "$3" "$4" "$lines" "$size" "$crc"
  total=$((total + size)); count=$((count + 1)); sums="$sums $crc"
}

# take NAME SECONDS BYTES COMMAND
take() {
  left=$((deadline - $(now)))
  if [ "$left" -le 0 ]; then put "$1" "$4" skipped,time '' ''; return; fi
  room=$((B - total))
  if [ "$room" -le 0 ]; then put "$1" "$4" skipped,size '' ''; return; fi
  [ "$2" -le "$left" ] && for_s=$2 || for_s=$left
  [ "$3" -le "$room" ] && for_b=$3 || for_b=$room
  got=$(within "$for_s" "$for_b" "$4")
  # Of the end alone: to look for a pattern in a long text may take a shell minutes.
  ending=$(printf '%s' "$got" | tail -c 8)
  state=${ending##*x}
  case $ending in *x*) ;; *) state=none;; esac
  case $state in ''|*[!0-9]*) put "$1" "$4" 0 ,cut "$got"; return;; esac
  got=${got%x"$state"}
  case ${ending%x"$state"} in
    *x124) put "$1" "$4" 124 ,late "$(printf '%s' "${got%x124}")";;
    *) put "$1" "$4" "$state" '' "$(printf '%s' "$got")";;
  esac
}

# run NAME PROGRAM WORDS…: absent when the program is not there.
run() {
  name=$1; shift
  if has "$1"; then take "$name" 4 200000 "$*"; else put "$name" "$*" absent '' ''; fi
}
# say NAME COMMAND [SECONDS [BYTES]]: text for the shell.
say() { take "$1" "${3:-4}" "${4:-200000}" "$2"; }

# file PATH [BYTES]: its text, or why not.
file() {
  if [ ! -e "$1" ] && [ ! -L "$1" ]; then put "file:$1" "cat $1" absent '' ''
  elif [ ! -r "$1" ]; then put "file:$1" "cat $1" denied '' ''
  else take "file:$1" 3 "${2:-60000}" "cat '$1'"; fi
}
# masked PATH: its text without the values of passwords.
masked() {
  if [ ! -e "$1" ]; then put "file:$1" "cat $1" absent '' ''
  elif [ ! -r "$1" ]; then put "file:$1" "cat $1" denied '' ''
  else take "file:$1" 3 60000 "sed -e 's/\\([Pp][Aa][Ss][Ss][A-Za-z]*\\|[Ss]ecret\\|[Kk]ey\\)=[^ ]*/\\1=***/g' '$1'"; fi
}
files() { for path in "$@"; do [ ! -f "$path" ] || file "$path"; done; }

host() {
  say os 'uname -a; cat /etc/os-release /etc/openwrt_release 2>/dev/null; true'
  say uptime 'cat /proc/uptime 2>/dev/null || uptime'
  say virt 'systemd-detect-virt 2>/dev/null; [ ! -f /.dockerenv ] || echo docker; tr "\0" "\n" </proc/1/cmdline 2>/dev/null | head -n 1'
  run boots journalctl --no-pager -q --list-boots
  run target systemctl is-system-running
  run failed systemctl --no-pager --plain --no-legend --failed
}

daemons='sshd sshd-session sshd-auth dropbear tinysshd sshguard fail2ban-server crowdsec denyhosts knockd systemd inetd xinetd'
daemon() {
  say sshd.path 'for p in sshd dropbear tinysshd; do command -v $p; done; true'
  for path in /usr/sbin/sshd /usr/local/sbin/sshd /usr/lib/openssh/sshd-session /usr/lib/openssh/sshd-auth /usr/libexec/openssh/sshd-session \
    /usr/libexec/openssh/sshd-auth /usr/libexec/sshd-session /usr/libexec/sshd-auth /usr/sbin/dropbear /usr/sbin/tinysshd; do
    [ -e "$path" ] && present="$present $path"
  done
  say sshd.files "ls -lnL --time-style=full-iso $present 2>/dev/null || ls -lnL $present"
  run sshd.version sshd -V
  say sshd.package 'dpkg-query -W -f "\${Package} \${Version} \${Status}\n" openssh-server openssh-sftp-server openssh-client libssl3 libssl3t64 libssl1.1 2>/dev/null ||
    rpm -q openssh-server openssh 2>/dev/null || apk list -I "openssh*" "dropbear*" 2>/dev/null || opkg list-installed "dropbear*" 2>/dev/null || pkg info -x openssh 2>/dev/null'
  say sshd.libs 'ldd /usr/sbin/sshd /usr/lib/openssh/sshd-session 2>/dev/null || ldd "$(command -v sshd)"'
  say processes 'for d in /proc/[0-9]*; do
    read -r name <"$d/comm" || continue
    case " $daemons " in *" $name "*) ;; *) continue;; esac
    pid=${d#/proc/}
    printf "%s %s " "$pid" "$name"
    sed -n -e "s/^State:[[:space:]]*\(.\).*/state=\1/p" -e "s/^PPid:[[:space:]]*/ppid=/p" -e "s/^Uid:[[:space:]]*\([0-9]*\).*/uid=\1/p" "$d/status" | tr "\n" " "
    printf "start=%s exe=%s args=" "$(stat -c %Y "$d" 2>/dev/null)" "$(readlink "$d/exe" 2>/dev/null)"
    tr "\0" " " <"$d/cmdline"; echo
  done 2>/dev/null; [ -d /proc/1 ] || ps -axo pid,ppid,state,lstart,args'
  say sshd.deleted 'for d in /proc/[0-9]*; do read -r name <"$d/comm" || continue
    case $name in sshd*) grep -H "(deleted)" "$d/maps" | grep "\.so\|bin/" | head -n 20;; esac; done 2>/dev/null; true'
  say sshd.limits 'for d in /proc/[0-9]*; do read -r name <"$d/comm" || continue
    [ "$name" = sshd ] && { echo "pid ${d#/proc/} fds $(ls "$d/fd" | wc -l)"; cat "$d/limits"; break; }; done 2>/dev/null; true'
}

units() {
  for unit in ssh.service sshd.service ssh.socket sshd.socket ssh@.service dropbear.service sshd-keygen.service tinysshd.socket; do
    has systemctl || { put "unit:$unit" "systemctl show $unit" absent '' ''; continue; }
    take "unit:$unit" 4 20000 "systemctl show --no-pager $unit -p Id,LoadState,ActiveState,SubState,UnitFileState,Result,ExecMainCode,ExecMainStatus,ExecMainPID,NRestarts,FragmentPath,DropInPaths,ActiveEnterTimestamp,InactiveEnterTimestamp,StateChangeTimestamp,NeedDaemonReload,MainPID,ConditionTimestamp,AssertResult,FreezerState,SystemCallFilter,SystemCallErrorNumber,Listen,Accept,NAccepted,NConnections,NRefused,TriggerLimitIntervalUSec,TriggerLimitBurst,CPUQuotaPerSecUSec,TasksCurrent,TasksMax,MemoryCurrent,MemoryMax,LimitNOFILE,LimitNPROC,Restart,ConditionResult,ExecStartPre,ExecStart"
    case $unit in *@*) ;; *) take "cat:$unit" 4 20000 "systemctl cat --no-pager $unit 2>/dev/null; true";; esac
  done
  run sockets systemctl --no-pager --no-legend --plain list-sockets
  run rc rc-service sshd status
}

config() {
  for mode in '-t' '-T'; do run "sshd$mode" sshd "$mode"; done
  [ -z "$U" ] || run sshd-T-C sshd -T -C "user=$U,host=${A:-127.0.0.1},addr=${A:-127.0.0.1},laddr=0.0.0.0,lport=$P"
  files /etc/ssh/sshd_config /usr/local/etc/ssh/sshd_config
  included="/etc/ssh/sshd_config.d/*.conf"
  for word in $(sed -n 's/^[[:space:]]*[Ii][Nn][Cc][Ll][Uu][Dd][Ee][[:space:]=]*//p' /etc/ssh/sshd_config 2>/dev/null); do
    case $word in /*) included="$included $word";; *) included="$included /etc/ssh/$word";; esac
  done
  seen=
  for path in $included; do
    case " $seen " in *" $path "*) continue;; esac
    seen="$seen $path"; files "$path"
  done
  files /etc/ssh/sshd_not_to_be_run /etc/default/ssh /etc/sysconfig/sshd /etc/conf.d/sshd /etc/config/dropbear /etc/default/dropbear
  say config.files 'ls -lnd --time-style=full-iso /etc/ssh /etc/ssh/sshd_config /etc/ssh/sshd_config.d /etc/ssh/sshd_config.d/* 2>/dev/null || ls -lnd /etc/ssh /etc/ssh/sshd_config*'
  named=$(sed -n 's/^[[:space:]]*[Hh][Oo][Ss][Tt][Kk][Ee][Yy][[:space:]=]*"\{0,1\}\([^" ]*\).*/\1/p' /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf 2>/dev/null | tr '\n' ' ')
  case $named in *[!A-Za-z0-9._/\ -]*) named=;; esac
  say hostkeys "ls -lnd --time-style=full-iso /etc/ssh/ssh_host_* /etc/dropbear/*_host_key $named || ls -lnd /etc/ssh/ssh_host_* $named"
  say hostkeys.labels '[ -e /sys/fs/selinux/enforce ] && ls -Zd /etc/ssh/ssh_host_* /home/*/.ssh /home/*/.ssh/authorized_keys'
  say hostkeys.fingerprints 'for k in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf "$k"; done'
  say privsep 'ls -ldn /run/sshd /var/run/sshd /var/empty /var/empty/sshd /var/lib/sshd /usr/share/empty.sshd 2>/dev/null; grep "^sshd:" /etc/passwd'
}

net() {
  say listeners 'ss -Hltnp 2>/dev/null || ss -ltnp 2>/dev/null || netstat -ltnp 2>/dev/null || netstat -an -p tcp 2>/dev/null || cat /proc/net/tcp /proc/net/tcp6'
  say connections "ss -Htnpo state connected '( sport = :$P )'"
  run halfopen ss -Htn state syn-recv
  # Without -s it would write its history.
  say nstat 'nstat -asz 2>/dev/null || cat /proc/net/netstat /proc/net/snmp'
  say sockstat 'cat /proc/net/sockstat /proc/net/sockstat6'
  say conntrack 'for k in nf_conntrack_count nf_conntrack_max; do printf "%s " $k; cat /proc/sys/net/netfilter/$k; done; cat /proc/net/stat/nf_conntrack'
  say sysctl 'for k in net/ipv4/tcp_max_syn_backlog net/core/somaxconn net/ipv4/tcp_syncookies net/ipv4/ip_forward net/ipv4/tcp_abort_on_overflow net/ipv6/conf/all/disable_ipv6 net/ipv6/bindv6only net/ipv4/ip_nonlocal_bind kernel/pid_max kernel/threads-max fs/file-max; do
    [ -r /proc/sys/$k ] && { printf "%s " $k; cat /proc/sys/$k; }; done; grep -H . /proc/sys/net/ipv4/conf/*/rp_filter'
  say addresses 'ip -d address 2>/dev/null || ifconfig -a'
  say links 'ip -s link 2>/dev/null'
  say rules 'ip rule; ip -6 rule'
  say routes 'ip route show table all 2>/dev/null || netstat -rn'
  say routes6 'ip -6 route show table all'
  [ -z "$A" ] || run route.back ip route get "$A"
  run neighbours ip neighbour
  [ -z "$A" ] || run reverse getent hosts "$A"
  files /etc/resolv.conf /etc/hosts /etc/nsswitch.conf
}

walls() {
  run nft nft -a list ruleset
  for tool in iptables-save iptables-legacy-save iptables-nft-save ip6tables-save ip6tables-legacy-save ip6tables-nft-save; do run $tool $tool -c; done
  run ipset ipset save
  run ufw ufw status numbered
  run firewalld firewall-cmd --list-all-zones
  run firewalld.direct firewall-cmd --direct --get-all-rules
  run pf pfctl -sr; run pf.nat pfctl -sn; run ipfw ipfw list; run uci uci show firewall
  files /etc/hosts.deny /etc/hosts.allow /etc/knockd.conf
  run fail2ban fail2ban-client status
  if has fail2ban-client; then
    for jail in $(within 3 4000 'fail2ban-client status' | sed -n 's/.*Jail list:[[:space:]]*//p' | tr -d ','); do run "fail2ban:$jail" fail2ban-client status "$jail"; done
  fi
  run crowdsec cscli decisions list -o raw
  files /etc/fail2ban/jail.local /etc/fail2ban/jail.d/*.conf /etc/fail2ban/jail.d/*.local
}

# Words of a path that a shell takes as they stand.
plain() { case $1 in ''|*[!A-Za-z0-9/._@+-]*) return 1;; esac; }
# named KEYWORD: the paths that a setting of sshd names for this user, sshd_config(5): TOKENS.
named() {
  for path in $(printf '%s\n' "$effective" | sed -n "s/^$1 //p" | sed "s,%h,$home,g;s,%u,$U,g;s,%%,%,g"); do
    case $path in none|internal-*) continue;; /*) ;; *) path=$home/$path;; esac
    ! plain "$path" || printf '%s\n' "$path"
  done
}

account() {
  listed=
  [ -n "$U" ] || return 0
  run passwd getent passwd "$U"
  run id id "$U"
  say shadow "passwd -S '$U' 2>/dev/null || awk -F: -v u='$U' '\$1 == u { print u, (\$2 ~ /^[!]/ ? \"L\" : \$2 == \"\" ? \"NP\" : \$2 ~ /^[*]/ ? \"N\" : \"P\"), \$3, \$5, \$8 }' /etc/shadow"
  run chage chage -l "$U"
  run faillock faillock --user "$U"
  home=$( (getent passwd "$U" || grep "^$U:" /etc/passwd) 2>/dev/null | cut -d: -f6)
  shell=$( (getent passwd "$U" || grep "^$U:" /etc/passwd) 2>/dev/null | cut -d: -f7)
  [ -z "$shell" ] || say shell "ls -lnL '$shell'; grep -x '$shell' /etc/shells"
  [ -n "$home" ] || return 0
  plain "$home" || return 0
  say home "p='$home'; while [ \"\$p\" ]; do ls -ldn \"\$p\"; p=\${p%/*}; done; ls -ldn /; ls -lan '$home/.ssh'"
  effective=$(! has sshd || within 3 60000 "sshd -T -C 'user=$U,host=${A:-127.0.0.1},addr=${A:-127.0.0.1},laddr=0.0.0.0,lport=$P'")
  # Where sshd looks, and where else somebody may have put them.
  lists=$(named authorizedkeysfile)
  for path in $lists; do
    [ -e "$path" ] || [ -L "$path" ] || put "keys:$path" "cat $path" absent '' ''
  done
  for path in $lists "$home/.ssh/authorized_keys" "$home/.ssh/authorized_keys2" "/etc/ssh/authorized_keys/$U" /etc/dropbear/authorized_keys; do
    [ -f "$path" ] || continue
    case " $listed " in *" $path "*) continue;; esac
    listed="$listed $path"
    [ -r "$path" ] || { put "keys:$path" "cat $path" denied '' ''; continue; }
    say "keys:$path" "sed 's/\\(AAAA[A-Za-z0-9+/]\\{20\\}\\)[A-Za-z0-9+/=]*/\\1.../g' '$path'"
    ! has ssh-keygen || say "prints:$path" "n=0; head -n 200 '$path' | while IFS= read -r line || [ \"\$line\" ]; do n=\$((n + 1))
      case \$line in ''|'#'*) continue;; esac
      printf '%s ' \$n; printf '%s\n' \"\$line\" | ssh-keygen -lf - 2>&1 | head -n 1; done"
    say "way:$path" "p='$path'; while [ \"\$p\" ]; do ls -ldn \"\$p\"; p=\${p%/*}; done; ls -ldn /"
  done
  for path in $(named trustedusercakeys); do say "ca:$path" "ssh-keygen -lf '$path'"; done
  for path in $(named authorizedprincipalsfile); do file "$path" 4000; done
  say account.processes "grep -l \"^Uid:[[:space:]]*\$(id -u '$U')[[:space:]]\" /proc/[0-9]*/status 2>/dev/null | wc -l"
  # How far a shell gets: the word that each line begins with, and whether it writes to a file. No more of it than that.
  say rc.outline "cd '$home' && for f in .bashrc .bash_profile .profile .zshenv .zshrc; do [ ! -f \$f ] || sed -n -e '=' -e 's/^\\([[:space:]]*[A-Za-z_.{}()!;[]*\\)[^>]*\$/\\1/p' -e t -e 's/^\\([[:space:]]*[A-Za-z_.{}()!;[]*\\).*/\\1 >/p' \$f | head -n 400 | paste -d: - - | grep -v ':[[:space:]]*\$' | sed \"s/^/\$f:/\"; done"
  say rc.files "ls -lnd --time-style=full-iso '$home'/.[a-z]*rc '$home'/.profile '$home'/.bash_profile '$home'/.bash_logout '$home'/.hushlogin '$home'/.ssh/rc '$home'/.ssh/environment /etc/profile.d/* 2>/dev/null; true"
  run last last -n 20 -F "$U"
}

pam() {
  for path in /etc/pam.d/sshd /etc/pam.d/common-auth /etc/pam.d/common-account /etc/pam.d/common-session /etc/pam.d/common-password /etc/pam.d/password-auth /etc/pam.d/system-auth /etc/pam.d/login; do
    [ ! -f "$path" ] || masked "$path"
  done
  say pam.modules 'ls -ln $(sed -n "s/.*[[:space:]]\(pam_[a-z0-9_]*\.so\).*/\1/p" /etc/pam.d/sshd /etc/pam.d/common-* 2>/dev/null | sort -u | sed "s,^,/usr/lib/*/security/,") 2>&1'
  files /etc/security/access.conf /etc/security/limits.conf /etc/security/limits.d/*.conf /etc/security/time.conf /etc/shells
  for path in /etc/nologin /run/nologin /var/run/nologin; do [ ! -e "$path" ] || file "$path"; done
}

resources() {
  run df df -P; run df.inodes df -Pi
  say memory 'cat /proc/meminfo 2>/dev/null || vm_stat'
  say load 'cat /proc/loadavg; grep -H . /proc/pressure/*; nproc'
  say pids 'set -- /proc/[0-9]*; echo "processes $#"; cat /proc/sys/kernel/pid_max; cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids.current'
  say handles 'cat /proc/sys/fs/file-nr'
  # What limits the listener: its control group and those above it, in the layout of version 2 or 1 (cgroups(7)).
  say cgroup 'for d in /proc/[0-9]*; do
    read -r name <"$d/comm" && [ "$name" = sshd ] || continue
    echo "pid ${d#/proc/}"
    while IFS=: read -r _ kinds path; do
      kinds=${kinds#name=}
      at=/sys/fs/cgroup${kinds:+/$kinds}; path=${path%/}
      while :; do
        for f in memory.max memory.current memory.events pids.max pids.current pids.events cpu.max cpu.stat cgroup.freeze \
          memory.limit_in_bytes memory.usage_in_bytes memory.failcnt memory.oom_control cpu.cfs_quota_us cpu.cfs_period_us freezer.state; do
          [ ! -r "$at$path/$f" ] || grep -H . "$at$path/$f"
        done
        case $path in /?*) path=${path%/*};; *) break;; esac
      done
    done <"$d/cgroup"
    break
  done 2>/dev/null; true'
  say clock 'date -u; date +%s; timedatectl show'
  say selinux 'getenforce && sestatus'
  say apparmor 'cat /sys/kernel/security/apparmor/profiles | grep -i sshd'
  say entropy 'cat /proc/sys/kernel/random/entropy_avail'
}

logs() {
  about='sshd|dropbear|tinysshd|pam_|fail2ban|sshguard|systemd-logind|denyhosts|knockd'
  if has journalctl; then
    # Of a long log its end counts.
    take log.journal 6 400000 "journalctl --no-pager -q -o short-iso-precise --since -48h -n 1500 -t sshd -t sshd-session -t sshd-auth -t dropbear -t tinysshd | tail -c $((B / 3))"
    take log.units 5 80000 "journalctl --no-pager -q -o short-iso-precise --since -72h -n 300 -u ssh.service -u sshd.service -u ssh.socket -u sshd.socket -u fail2ban.service | tail -c 60000"
    take log.kernel 5 120000 "journalctl --no-pager -q -k -o short-iso-precise -n 400 | tail -c 60000"
    take log.accepted 5 20000 "journalctl --no-pager -q -o short-iso-precise -n 5 -t sshd -t sshd-session -g '^Accepted '"
  else
    for name in log.journal log.units log.accepted; do put $name journalctl absent '' ''; done
    say log.kernel 'dmesg | tail -n 400'
  fi
  for path in /var/log/auth.log /var/log/secure /var/log/messages /var/log/fail2ban.log /var/log/authlog; do
    [ -e "$path" ] || continue
    [ -r "$path" ] || { put "log:$path" "tail $path" denied '' ''; continue; }
    take "log:$path" 4 200000 "tail -c 2000000 '$path' | grep -aE '$about' | tail -n 800"
  done
  ! has logread || take log.logread 4 200000 "logread | grep -E '$about' | tail -n 800"
}

changes() {
  say changed.packages 'grep -E " (upgrade|install|remove|purge) " /var/log/dpkg.log 2>/dev/null | tail -n 60; tail -n 40 /var/log/apt/history.log 2>/dev/null; rpm -qa --last 2>/dev/null | head -n 30; true'
  say changed.files 'find /etc -xdev \( -type f -o -type l \) -mtime -14 -exec ls -lnd --time-style=full-iso {} + 2>/dev/null | sort -r -k 6,7 | head -n 200'
  say changed.boot 'who -b; stat -c "%y %n" /run/sshd.pid /run/ssh* /etc/ssh /usr/sbin/sshd /usr/lib/openssh/* 2>/dev/null'
}

main() {
  started=$(now); deadline=$((started + T)); total=0; count=0; sums=; present=
  printf 'sshwhy-snapshot 1\n'
  put about 'date -u; hostname; id -u' 0 '' "$(date -u +%Y-%m-%dT%H:%M:%SZ)
$(hostname 2>/dev/null || cat /proc/sys/kernel/hostname)
$(id -u)
user=$U from=$A port=$P
zone=$(date +%z)"
  # What decides most often comes first: on a slow machine the time may run out.
  for part in host daemon units config logs account pam net resources walls changes; do $part; done
  printf '[end] %s %s %s\n' "$count" "$total" "$(sum "$sums")"
}
main
