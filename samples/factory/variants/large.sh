# shellcheck shell=dash
# Memory above 4 GiB, and more of it than can be looked through.
# memory: 6144
