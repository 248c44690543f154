#!/usr/bin/env bash
# Installs Prometheus from Debian's or Ubuntu's packages, without a service that starts at boot. The test that scrapes
# the metrics example is skipped if it is missing.
set -euo pipefail
if command -v prometheus >/dev/null; then
  prometheus --version 2>&1 | head -1
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
as_root=$(if [ "$(id -u)" != 0 ]; then echo sudo; fi)
# A policy of 101 keeps the package from starting its service; one that is there already stays.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
  $as_root chmod +x "$policy"
  trap '$as_root rm -f "$policy"' EXIT
fi
$as_root apt-get update -qq
$as_root apt-get install -y --no-install-recommends prometheus
