# What lookup, eviction and recycling cost in this kernel: samples/fixes/cost compares kernels.
# hands: off
# parts: cost
cost /mnt/x 2>&1 | while read -r line; do say "$line"; done
fail "measured"
