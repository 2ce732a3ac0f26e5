#!/usr/bin/env bash
# Makes every golden again, from any folder:
#     tests/reference/make_goldens.sh [AIRFOIL_SELF_NOISE.DAT]
# They go to golden/ and the release of torch, as golden/1.13. With the real data's path, 11.5-real.json is made too; PYTHON chooses the interpreter,
# FASHION_MNIST the folder of the images.
set -euo pipefail
cd "$(dirname "$0")/../.."

python=${PYTHON:-/usr/bin/python3}
programs=tests/reference
golden=$programs/golden/$("$python" -c 'import torch; print(".".join(torch.__version__.split(".")[:2]))')
data=data/airfoil-style.dat
mkdir -p "$golden"

"$python" "$programs/batches.py" --out "$golden/batches.json"
"$python" "$programs/trajectories.py" --out "$golden/trajectories.json"
"$python" "$programs/sparse_adagrad.py" --out "$golden/sparse_adagrad.json"
"$python" "$programs/schedulers.py" --out "$golden/schedulers.json"
"$python" "$programs/lenet.py" --fashion "${FASHION_MNIST:-/usr/share/datasets/fashion-mnist}" --out "$golden/lenet.json"
for section in 11.1 11.2 11.3 11.4 11.11; do
  "$python" "$programs/reference.py" "$section" --no-timing --json "$golden/$section.json"
done
if [ $# -gt 0 ]; then
  "$python" "$programs/reference.py" 11.5 --data "$1" --no-timing --json "$golden/11.5-real.json"
fi
for section in 11.5 11.6 11.7 11.8 11.9 11.10; do
  "$python" "$programs/reference.py" "$section" --data "$data" --no-timing --json "$golden/$section.json"
done
"$python" "$programs/standardise.py" "$@"
