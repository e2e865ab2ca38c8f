#!/bin/sh
# Takes the agent off this PC and asks what to do with the journal and the identity.
# usage: uninstall.sh [--keep | --purge]
set -eu
to=/opt/weiyi-agent
home=/var/lib/weiyi-agent
answer=${1:-}

[ "$(id -u)" = 0 ] || {
    echo "weiyi-agent: run it as root: sudo $to/uninstall.sh" >&2
    exit 1
}
case "$answer" in
--keep | --purge) ;;
'')
    if [ -t 0 ]; then
        printf 'Delete the journal and the identity in %s too? Readings that were not delivered are lost with them. [y/N] ' "$home"
        read -r line || line=
        case "$line" in
        [yY] | [yY][eE][sS]) answer=--purge ;;
        *) answer=--keep ;;
        esac
    else
        answer=--keep
    fi
    ;;
*)
    echo "usage: uninstall.sh [--keep | --purge]" >&2
    exit 2
    ;;
esac

[ ! -x "$to/bin/setup" ] || "$to/bin/setup" stop
if [ -d /run/systemd/system ]; then
    systemctl disable weiyi-agent.service || true
fi
rm -f /etc/systemd/system/weiyi-agent.service /usr/local/bin/weiyi-agent
[ ! -d /run/systemd/system ] || systemctl daemon-reload
cd /
rm -rf "$to"
if [ "$answer" = --purge ]; then
    rm -rf "$home"
    userdel weiyi-agent 2>/dev/null || true
    echo "The agent, its journal and its identity are gone."
else
    echo "The agent is gone; its journal and identity stay in $home."
fi
