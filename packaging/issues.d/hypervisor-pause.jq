# The CPU that is said to be stuck is idle and halted: it did not run, because the hypervisor had taken it away.
module {
  id: "hypervisor-pause",
  title: "a soft lockup of an idle CPU: the hypervisor did not run it",
  links: ["https://docs.redhat.com/en/documentation/red_hat_enterprise_linux/10/html/managing_monitoring_and_updating_the_kernel/spurious-soft-lockups-in-virtualized-environments"],
  advice: "Look at the host: snapshots, migrations, overcommitted CPUs or memory at that time. In guests set kernel.softlockup_panic=0, or a larger kernel.watchdog_thresh."
};
def fits:
  .fault.kind == "soft-lockup"
  and ((.fault.comm // "") | startswith("swapper/"))
  and any(.fault.backtrace[];
          .symbol == "native_safe_halt" or .symbol == "pv_native_safe_halt" or .symbol == "acpi_safe_halt");
