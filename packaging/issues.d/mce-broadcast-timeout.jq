# A machine check is sent to all CPUs, and some do not come: they hang, or they are in firmware.
module {
  id: "mce-broadcast-timeout",
  title: "a machine check to which not all CPUs answered",
  links: ["https://docs.kernel.org/arch/x86/x86_64/machinecheck.html"],
  advice: "Hardware or firmware: read the BMC's event log and mcelog or rasdaemon, and update the firmware. The CPUs that did not answer stand in the line before it in the log (CPUs not responding)."
};
def fits:
  .verdict.class == "hardware"
  and ((.dump.panic // "") | test("Not all CPUs entered broadcast exception handler"));
