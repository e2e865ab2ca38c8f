#!/bin/sh
# Installs the agent under /opt/weiyi-agent, or upgrades it; journal and identity in /var/lib/weiyi-agent stay untouched.
set -eu
from=$(dirname "$(readlink -f "$0")")
to=/opt/weiyi-agent

refuse() {
    echo "weiyi-agent: $1" >&2
    exit 1
}

[ "$(id -u)" = 0 ] || refuse "run it as root: sudo ./install.sh"
[ "$from" != "$to" ] || refuse "this is the installed program; run the install.sh of the unpacked bundle"
if dpkg-query -W -f '${db:Status-Abbrev}' weiyi-agent 2>/dev/null | grep -q '^ii'; then
    refuse "it is installed as a package here; upgrade it as one: apt install ./weiyi-agent_….deb"
fi

needed=$(cat "$from/glibc")
here=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d ' ' -f 2)
[ -n "$here" ] || refuse "it needs glibc $needed, and this system has none"
[ "$(printf '%s\n%s\n' "$needed" "$here" | sort -V | head -n 1)" = "$needed" ] ||
    refuse "it needs glibc $needed or newer, and this system has $here"
[ "$(uname -m)" = "$(cat "$from/machine")" ] || refuse "this bundle is for $(cat "$from/machine")"

first=first
[ ! -e /etc/systemd/system/weiyi-agent.service ] || first=
rm -rf "$to.new" "$to.old"
mkdir -p "$to.new"
cp -R "$from/." "$to.new"
chown -R root:root "$to.new"
chmod -R u=rwX,go=rX "$to.new"
[ ! -x "$to/bin/setup" ] || "$to/bin/setup" stop
[ ! -e "$to" ] || mv "$to" "$to.old"
mv "$to.new" "$to"
rm -rf "$to.old"
mkdir -p /etc/systemd/system /usr/local/bin
cp "$to/weiyi-agent.service" /etc/systemd/system/weiyi-agent.service
ln -sf "$to/bin/weiyi-agent" /usr/local/bin/weiyi-agent
"$to/bin/setup" configure $first
echo "Installed: $(/usr/local/bin/weiyi-agent --version)"
echo "Next: sudo weiyi-agent enrol --server URL --code CODE"
