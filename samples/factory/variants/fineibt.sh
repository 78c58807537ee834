# shellcheck shell=dash
# The kernel says on its console what it does. Without CET in the CPU it does so only where it is told to.
# needs: CONFIG_FINEIBT
