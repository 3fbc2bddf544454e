#!/bin/sh
# The network world of network-world.ts. This process has a network namespace of its own, in the part of the machine; another beside it is
# the world outside, on the other end of a cable. No packet leaves the two. Arguments: node, the
# servers' script, a resolv.conf.
set -e
node=$1
servers=$2
mount --bind "$3" /etc/resolv.conf
ip link set lo up
ip link add up0 type veth peer name up1
ip addr add 198.18.7.1/24 dev up0
ip addr add fd77::1/64 dev up0 nodad
ip link set up0 up
unshare --net sh -c '
  set -e
  echo apart
  read -r _
  ip link set lo up
  ip addr add 198.18.7.2/24 dev up1
  ip addr add fd77::2/64 dev up1 nodad
  ip link set up1 up
  for address in 169.254.169.254 93.184.216.34 10.20.30.40 100.100.100.200; do ip addr add $address/32 dev lo; done
  ip addr add fd00:ec2::254/128 dev lo nodad
  exec "$0" "$1" outside' "$node" "$servers" <&3 >&4 &
outside=$!
# Once it says that it is apart.
read -r _
ip link set up1 netns $outside
echo moved
ip route add default via 198.18.7.2
ip -6 route add default via fd77::2
exec "$node" "$servers" host
