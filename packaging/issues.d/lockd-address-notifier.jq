# An address of the network changes while lockd starts or stops: the notifier uses nlmsvc_rqst, which is NULL.
module {
  id: "lockd-address-notifier",
  title: "lockd is told of a network address while its service is NULL",
  fixed_in: ["4.15"],
  links: ["https://git.kernel.org/linus/6b18dd1c03"],
  advice: "Take 6b18dd1c03 (race of lockd inetaddr notifiers vs nlmsvc_rqst change, v4.15). Until then do not change addresses while NFS starts or stops."
};
def fits:
  .fault.kind == "page-fault"
  and ((.fault.address // "") | test("^0x0000000000000[0-9a-f]{3}$"))
  and (.fault.backtrace[0].symbol | . == "lockd_inetaddr_event" or . == "lockd_inet6addr_event");
