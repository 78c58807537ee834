# The processor says that its own state is lost. Kernels since 2.6.31 say "Fatal machine check" in the line of the panic, and this in a line
# before it, which a diagnosis does not have: those do not fit.
module {
  id: "mce-context-corrupt",
  title: "a machine check with the processor's context lost",
  links: ["https://knowledge.broadcom.com/external/article/168056/kernel-panic-cpu-context-corrupt-machin.html"],
  advice: "Hardware: memory, bus, cache, power or heat. Decode the bank in the log, and read the BMC's event log."
};
def fits:
  .verdict.class == "hardware"
  and ((.dump.panic // "") | test("CPU context corrupt"));
