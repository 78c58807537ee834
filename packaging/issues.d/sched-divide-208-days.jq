# The clock of x86 overflows after 208.5 days; the power of a group of CPUs becomes zero, and the scheduler divides by it.
module {
  id: "sched-divide-208-days",
  title: "divide error in find_busiest_group: the clock has overflowed after 208 days",
  fixed_in: ["3.1.5", "3.0.13", "2.6.32.50"],
  links: ["https://lkml.indiana.edu/hypermail/linux/kernel/1107.2/00906.html",
          "https://git.kernel.org/linus/4cecf6d401a0"],
  advice: "Fixed by 4cecf6d401a0 (sched, x86: Avoid unnecessary overflow in sched_clock). Reboot every machine with such a kernel that has been up for 200 days."
};
def fits:
  ((.dump.panic // "") | test("^divide error: "))
  and (.fault.backtrace[0].symbol
       | . == "find_busiest_group" or . == "update_sg_lb_stats" or . == "update_sd_lb_stats");
