round_cents() { awk -v n="$1" 'BEGIN { printf "%.2f\n", int(n * 100) / 100 }'; }
