#!/usr/bin/env bash
# Starts the servers that the event-sourcing example, its broker tests and benchmarks use, on this machine's loopback.
#   scripts/start-services.sh                all of them
#   scripts/start-services.sh redis kafka    some: postgres rabbitmq redis nats kafka
# Servers that already listen are not started again. The servers are Debian's packages; as root,
# those that are missing are installed. Data and logs are in .services/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p .services
state=$PWD/.services

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Waits until a port accepts connections, 30 seconds at most.
await() {
  for _ in $(seq 300); do
    if listens "$2"; then return; fi
    sleep 0.1
  done
  echo "$1 did not start within 30 s; see $state/$1.log" >&2
  exit 1
}

need() {
  local program=$1 package=$2
  if command -v "$program" >/dev/null; then return; fi
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    echo "$program is not installed: apt-get install $package" >&2
    exit 1
  fi
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package"; } \
    >>"$state/apt.log" 2>&1 || { echo "could not install $package; see $state/apt.log" >&2; exit 1; }
}

# Runs a server that outlives this script.
background() {
  local name=$1
  shift
  setsid nohup "$@" </dev/null >>"$state/$name.log" 2>&1 &
}

start_redis() {
  need redis-server redis-server
  listens 6379 || background redis redis-server --port 6379 --bind 127.0.0.1 --save '' --appendonly no
  await redis 6379
}

start_nats() {
  need nats-server nats-server
  listens 4222 || background nats nats-server -a 127.0.0.1 -p 4222 -js -sd "$state/nats"
  await nats 4222
}

start_rabbitmq() {
  need rabbitmq-server rabbitmq-server
  if ! listens 5672; then
    RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 ERL_EPMD_ADDRESS=127.0.0.1 \
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}' \
      rabbitmq-server -detached >>"$state/rabbitmq.log" 2>&1
  fi
  await rabbitmq 5672
}

start_postgres() {
  PATH=$PATH:$(echo /usr/lib/postgresql/*/bin)
  need postgres postgresql
  PATH=$PATH:$(echo /usr/lib/postgresql/*/bin)
  if ! listens 5432; then
    local user=() data
    # PostgreSQL refuses to run as root.
    if [[ $(id -u) == 0 ]]; then
      user=(setpriv --reuid=postgres --regid=postgres --clear-groups)
      data=/var/lib/postgresql/otel-traced
    else
      data=$state/postgres
    fi
    if [[ ! -d $data ]]; then "${user[@]}" initdb -A trust -U postgres -D "$data" >>"$state/postgres.log"; fi
    background postgres "${user[@]}" postgres -D "$data" -h 127.0.0.1 -p 5432 -k /tmp -c fsync=off
  fi
  await postgres 5432
}

# Kafka has no package. kcat carries a broker for tests that keeps everything in memory and chooses its own port.
start_kafka() {
  need kcat kcat
  local address=''
  if [[ -f $state/kafka ]]; then address=$(<"$state/kafka"); fi
  if [[ -n $address ]] && listens "${address##*:}"; then return; fi
  rm -f "$state/kafka"
  # It ends with its standard input. Its log has the address; the rest of the log would fill the disk.
  background kafka bash -c 'tail -f /dev/null |
    kcat -P -b mock -t mock -X test.mock.num.brokers=1 -d mock 2>&1 >/dev/null |
    awk -v file="$1" "match(\$0, /bootstrap.servers=[0-9.:]+/) && !known {
      print substr(\$0, RSTART + 18, RLENGTH - 18) > file; close(file); known = 1 }"' - "$state/kafka"
  for _ in $(seq 100); do
    if [[ -s $state/kafka ]]; then break; fi
    sleep 0.1
  done
  await kafka "$(sed 's/.*://' "$state/kafka")"
}

report() {
  case $1 in
  postgres) echo "PostgreSQL $(psql -h 127.0.0.1 -U postgres -tAc 'SHOW server_version' 2>/dev/null || true) at 127.0.0.1:5432" ;;
  redis) echo "Redis $(redis-server --version | sed 's/.*v=\([^ ]*\).*/\1/') at 127.0.0.1:6379" ;;
  nats) echo "NATS $(nats-server --version | sed 's/.*v//') at 127.0.0.1:4222" ;;
  rabbitmq) echo "RabbitMQ $(dpkg-query -Wf '${Version}' rabbitmq-server 2>/dev/null || true) at 127.0.0.1:5672" ;;
  kafka) echo "Kafka, the mock cluster of kcat $(kcat -V | sed -n 's/^Version \([^ ]*\).*/\1/p'), at $(<"$state/kafka")" ;;
  esac
}

if (($# == 0)); then set -- postgres rabbitmq redis nats kafka; fi
for service in "$@"; do
  case $service in
  postgres | rabbitmq | redis | nats | kafka) ;;
  *) echo "unknown service '$service'; there are postgres, rabbitmq, redis, nats, kafka" >&2; exit 1 ;;
  esac
  "start_$service"
  report "$service"
done
