#!/usr/bin/env bash
# Copies the example to an empty folder, with packages from a folder: green as it is, red with each planted bug, which must be named.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
root=$here/../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$root/tools/pack.sh" "$work/feed" >/dev/null
cp -r "$here" "$work/port"
cp "$root/python/d2l_trace.py" "$work/port"
cat >"$work/port/nuget.config" <<XML
<configuration>
  <packageSources><add key="folder" value="$work/feed" /></packageSources>
  <config><add key="globalPackagesFolder" value="$work/packages" /></config>
  <fallbackPackageFolders><add key="here" value="${NUGET_PACKAGES:-$HOME/.nuget/packages}" /></fallbackPackageFolders>
</configuration>
XML
cd "$work/port"
"${PYTHON:-python3}" original.py

# What a user's own project has: no setting of this repository.
unset TorchBackend
dotnet test -nologo -v quiet >"$work/green" 2>&1 || { cat "$work/green"; echo "red without a bug"; exit 1; }
echo "green without a bug"

plant() { # NAME FROM TO SAID
  cp "$here/Port.cs" Port.cs
  sed -i "s/$2/$3/" Port.cs
  if dotnet test -nologo -v quiet --logger 'console;verbosity=normal' >"$work/red" 2>&1; then echo "green with a bug: $1"; exit 1; fi
  grep -q "$4" "$work/red" || { cat "$work/red"; echo "not named: $1"; exit 1; }
  echo "red with a bug, $1: $(grep -m1 -oE '(cause|not explained): .*' "$work/red")"
}
plant "model" 'nn.Tanh()' 'nn.ReLU()' 'tanh in the first, ReLU in the second; 1 (Tanh'
plant "data" '53 \* k % 103' '59 * k % 103' 'a different batch'
plant "loop" 'Optimizer.zero_grad();' '' 'not zeroed'
plant "loss" 'Net.call(inputs), targets)' 'Net.call(inputs), targets, reduction: nn.Reduction.Sum)' "batch's sum in the second"

dotnet tool install D2lOptim.Compare --tool-path "$work/tool" --configfile nuget.config >/dev/null
"$work/tool/d2l-compare" python.npz python.npz | tail -1
