. src/money.sh
[ "$(round_cents 0.335)" = 0.33 ] || { echo "0.335 became $(round_cents 0.335)"; exit 1; }
