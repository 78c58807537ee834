# A machine check that says: uncorrected, the processor's context is corrupt, going on is not possible.
# needs: CONFIG_X86_MCE
monitor mce -b 1 9 0xbe00000000000134 0x4 0x1234000 0x86
