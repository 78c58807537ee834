# A reply of authentication that names no protocol leaves ac->ops NULL, and handle_reply is read from it.
module {
  id: "ceph-auth-reply-null",
  title: "libceph calls through NULL operations after a reply of authentication",
  links: ["https://www.sentinelone.com/vulnerability-database/cve-2026-46024/"],
  advice: "CVE-2026-46024. Update the kernel, and look at who answered: a monitor of another version, or something on the network that is no monitor."
};
def fits:
  (.fault.kind == "page-fault" or .fault.kind == "null-call")
  and ((.fault.address // "") | test("^0x0000000000000[0-9a-f]{3}$"))
  and .fault.backtrace[0].symbol == "ceph_handle_auth_reply";
