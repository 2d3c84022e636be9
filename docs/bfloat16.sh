#!/usr/bin/env bash
# What holding the estimators' state in bfloat16 does to the final loss of the logistic task: paired runs (same seed, same batches) in
# float32 and bfloat16, five seeds each, as a Markdown table. From the repository's root: docs/bfloat16.sh
set -euo pipefail
to=${TO:-./to}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

final_loss() { # data, estimator, seed, precision
  cat >"$folder/run.json" <<RUN
{"task": "logistic", "data": "$1", "l2": 0.01, "steps": 2000, "batchSize": 64, "seed": $3,
 "optimizer": {"estimator": $2, "learningRate": "cosine(0.3,2000)", "statePrecision": "$4"}}
RUN
  $to run --config "$folder/run.json" --out "$folder/runs" | sed -n 's/^final loss //p'
}

echo '| data | estimator | β | loss, float32 | loss, bfloat16 | bfloat16 ÷ float32, 5 seeds |'
echo '|---|---|---|---|---|---|'
for data in digits letter satimage dna; do
  for name in Momentum Diagonal-TO Rank-One-TO; do
    for beta in 'constant(0.1)' 'harmonic(2,20)'; do
      case $name in
        Momentum) estimator='{"type": "ema", "beta": "'$beta'"}' ;;
        Diagonal-TO) estimator='{"type": "diagonal", "alpha": "'$beta'", "beta": "'$beta'", "normalized": true}' ;;
        Rank-One-TO) estimator='{"type": "rank-one", "alpha": "'$beta'", "beta": "'$beta'", "normalized": true}' ;;
      esac
      for seed in 1 2 3 4 5; do
        echo "$(final_loss "$data" "$estimator" $seed float32) $(final_loss "$data" "$estimator" $seed bfloat16)"
      done | awk -v row="$data | $name | $beta" '
        { x += $1; y += $2; r = $2 / $1; if (NR == 1 || r < low) low = r; if (NR == 1 || r > high) high = r }
        END { printf "| %s | %.5f | %.5f | %.5f–%.5f |\n", row, x / NR, y / NR, low, high }'
    done
  done
done
