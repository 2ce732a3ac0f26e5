#!/usr/bin/env bash
# Packs D2lOptim, D2lOptim.Parity, D2lOptim.Plotting and the tool d2l-compare into a folder, which serves as a feed: tools/pack.sh [FOLDER]
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
feed=$(mkdir -p "${1:-$here/artifacts/packages}" && cd "${1:-$here/artifacts/packages}" && pwd)
export TorchBackend=nuget
for project in src/D2lOptim src/D2lOptim.Parity src/D2lOptim.Plotting tools/D2lOptim.Compare; do
  # Artifacts of their own, since packages refer to no libtorch.
  dotnet pack "$here/$project" -c Release -nologo -v quiet -p:ForPackages=true -p:Choosing=true -p:ArtifactsRoot="$here/artifacts/packing/" -o "$feed"
done
ls "$feed"
