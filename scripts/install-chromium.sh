#!/usr/bin/env bash
# Installs Debian's Chromium, which the browser tests and the screenshots use, and fonts for the pictures.
# May be run again at any time. CHROMIUM=<path> names another one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=(fonts-inter fonts-jetbrains-mono fonts-noto-core)
if ! command -v "${CHROMIUM:-chromium}" >/dev/null; then packages+=(chromium); fi
missing=()
for package in "${packages[@]}"; do
  if ! dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
    missing+=("$package")
  fi
done
if ((${#missing[@]} > 0)); then
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    echo "not installed: ${missing[*]}. As root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  mkdir -p .services
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
    >>.services/apt.log 2>&1 || { echo "could not install ${missing[*]}; see .services/apt.log" >&2; exit 1; }
fi
"${CHROMIUM:-chromium}" --version 2>/dev/null
