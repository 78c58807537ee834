# A pointer into the kernel of x86-64 with four levels of page tables begins with ffff8 to fffff. One zero in its first byte is one flipped
# bit, and makes it an address that cannot be. KASAN's shadow begins at dffffc0000000000: that is no flip.
module {
  id: "pointer-with-a-flipped-bit",
  title: "a kernel pointer with one flipped bit: suspect the memory",
  links: ["https://docs.kernel.org/admin-guide/RAS/main.html"],
  advice: "Compare the machine's other crashes: flips that wander are memory or a processor, the same bit at the same place is software. Read the EDAC counters and the BMC's event log, and test the memory before anybody reads code."
};
def fits:
  .fault.kind == "general-protection"
  and .dump.arch == "x86_64"
  and ((.dump.panic // "") | test("non-canonical address 0x(7f|bf|df|ef|f7|fb|fd|fe)ff[89a-f][0-9a-f]{11}:"))
  and ((.dump.panic // "") | test("address 0xdffffc") | not);
